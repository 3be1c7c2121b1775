import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// One person with a login for each of two tenants, and another of one: what each finds, and what suspension takes.
@Suite(.takesTurns) struct PersonsEnforcedTests {
  static let (alder, birch) = ("a0000000-0000-4000-8000-00000000000a", "b0000000-0000-4000-8000-00000000000b")
  static let (ann, ben) = ("10000000-0000-4000-8000-00000000000a", "20000000-0000-4000-8000-00000000000b")
  static let rows = """
    INSERT INTO planner.organisations VALUES ('\(alder)', 'Alder'), ('\(birch)', 'Birch');
    INSERT INTO planner.tasks SELECT id, id, 'task' FROM planner.organisations;
    """
  static let reminders = """
    INSERT INTO planner.reminders (id, organisation_id, user_id, task_id)
    SELECT pg_catalog.gen_random_uuid(), o.id, p.id, o.id FROM planner.organisations o, bailiwick.principals p;
    INSERT INTO planner.settings (user_id) SELECT id FROM bailiwick.principals;
    """

  @Test(arguments: TestServer.majors) func whatIsOnesOwnIsThereWhicheverTenantOneActsFor(_ major: Int) async throws {
    let example = try #require(Example.all.first { $0.name == "persons" })
    var policy = example.policy
    policy.bindings = [BindClause(.login)]
    let declared = policy
    let sandbox = try await TestServer.start(for: "persons", major: major)
    try await sandbox.withDatabase("work") { connection, target in
      _ = try await connection.script(example.sql + Self.rows)
      let snapshot = try example.snapshot
      let plan = try Plan(ResolvedPolicy(declared, in: snapshot), snapshot: snapshot)
      _ = try await connection.script("BEGIN")
      for step in Plan.empty.steps(to: plan) { _ = try await connection.script(step.step.statement.sql) }
      _ = try await connection.script("COMMIT")
      let provisioner = Provisioner(connection: connection, policy: declared)
      var logins: [Connection] = []
      for (person, tenant) in [(Self.ann, Self.alder), (Self.ann, Self.birch), (Self.ben, Self.alder)] {
        let new = try await provisioner.addPrincipal(id: person, tenant: tenant, roles: ["member"])
        logins.append(try await Connection.open(target.with(user: new.login, password: new.password)))
      }
      _ = try await connection.script(Self.reminders)
      let (inAlder, inBirch, other) = (logins[0], logins[1], logins[2])
      for login in [inAlder, inBirch] { #expect(try await Self.found(login) == [["2", Self.ann, "1"]]) }
      #expect(try await Self.found(other) == [["2", Self.ben, "1"]])

      try await Self.aRowKeepsItsTenant(inAlder)
      let done = try await inAlder.run("UPDATE planner.reminders SET done = true RETURNING organisation_id")
      #expect(Set(done.rows.map { $0[0] }) == [Self.alder, Self.birch])
      #expect(try await other.run("SELECT count(*) FROM planner.reminders WHERE done").rows == [["0"]])

      _ = try await connection.run("UPDATE bailiwick.tenants SET active = false WHERE id = $1", [Self.birch])
      #expect(try await Self.found(inBirch) == [["0", nil, "0"]])
      #expect(try await Self.found(inAlder) == [["2", Self.ann, "1"]])
      _ = try await connection.run("UPDATE bailiwick.principals SET active = false WHERE id = $1", [Self.ann])
      #expect(try await Self.found(inAlder) == [["0", nil, "0"]])
      for login in logins { await login.close() }
      _ = try await connection.script("DELETE FROM bailiwick.logins")
      for step in plan.steps(to: .empty) { _ = try await connection.script(step.step.statement.sql) }
    }
  }

  /// By whatever statement; and new rows are of the tenant acted for, and refer to what is of theirs.
  private static func aRowKeepsItsTenant(_ login: Connection) async throws {
    let new = "INSERT INTO planner.reminders (id, organisation_id, task_id)"
    let refused = [
      ("UPDATE planner.reminders SET organisation_id = '\(alder)'", "42501"),
      (
        "\(new) SELECT id, '\(alder)', '\(alder)' FROM planner.reminders "
          + "ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id", "42501"
      ),
      ("\(new) VALUES (pg_catalog.gen_random_uuid(), '\(birch)', '\(birch)')", "42501"),
      ("\(new) VALUES (pg_catalog.gen_random_uuid(), '\(alder)', '\(birch)')", "23503"),
      ("UPDATE planner.reminders SET task_id = '\(alder)' WHERE organisation_id = '\(birch)'", "23503"),
    ]
    for (statement, state) in refused {
      let error = await #expect(throws: DatabaseError.self) { try await login.run(statement) }
      #expect(error?.sqlState == state, "\(statement)")
    }
  }

  /// How many reminders, whose they are, and how many settings.
  private static func found(_ login: Connection) async throws -> [[String?]] {
    try await login.run(
      """
      SELECT count(*), min(user_id::text), (SELECT count(*) FROM planner.settings)
      FROM planner.reminders
      """
    ).rows
  }
}
