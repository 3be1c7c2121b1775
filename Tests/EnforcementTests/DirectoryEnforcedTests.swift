import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel
import TestSupport
import Testing
import Verification

/// People of two crews: whom each finds, what a membership that begins or ends changes, and what it costs.
@Suite(.serialized, .takesTurns) struct DirectoryEnforcedTests {
  static let (alder, birch) = ("a0000000-0000-4000-8000-00000000000a", "b0000000-0000-4000-8000-00000000000b")
  static let (ann, ben) = ("10000000-0000-4000-8000-00000000000a", "20000000-0000-4000-8000-00000000000b")
  static let rows = """
    INSERT INTO crew.crews VALUES ('\(alder)', 'Alder'), ('\(birch)', 'Birch');
    INSERT INTO crew.people VALUES ('\(ann)', 'Ann', 'ann@example'), ('\(ben)', 'Ben', 'ben@example');
    INSERT INTO crew.people (id, name)
      SELECT pg_catalog.gen_random_uuid(), 'p' || n FROM pg_catalog.generate_series(1, 2000) n;
    INSERT INTO crew.memberships (crew_id, person_id) VALUES ('\(alder)', '\(ann)'), ('\(birch)', '\(ben)');
    """

  struct Rendering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let engine: Engine?
    let major: Int
  }
  static let renderings =
    TestServer.majors.map { Rendering(testDescription: "PostgreSQL \($0)", engine: nil, major: $0) } + [
      Rendering(
        testDescription: "for CockroachDB", engine: Engine(.cockroachdb, 25, 4), major: 18)
    ]

  @Test(arguments: renderings) func whoeverIsAMemberIsFoundByTheNextStatement(_ what: Rendering) async throws {
    let example = try #require(Example.all.first { $0.name == "directory" })
    var policy = example.policy
    policy.bindings = [BindClause(.login)]
    let declared = policy
    let sandbox = try await TestServer.start(for: "directory", major: what.major)
    let name = what.engine == nil ? "work" : "cockroach"
    try await sandbox.withDatabase(name) { connection, target in
      _ = try await connection.script(example.sql + Self.rows)
      let snapshot = try example.snapshot
      let plan = try Plan(ResolvedPolicy(declared, in: snapshot), snapshot: snapshot, engine: what.engine)
      func run(_ steps: [LayeredStep]) async throws {
        let written = steps.map { step in
          what.engine == nil ? step.step.statement.sql : StandIn.written(step.step.statement, database: name)
        }
        _ = try await connection.script("BEGIN")
        for statement in written { _ = try await connection.script(statement) }
        _ = try await connection.script("COMMIT")
      }
      try await run(Plan.empty.steps(to: plan))
      let provisioner = Provisioner(connection: connection, policy: declared)
      var logins: [Connection] = []
      for (person, tenant, role) in [(Self.ann, Self.alder, "lead"), (Self.ben, Self.birch, "member")] {
        let new = try await provisioner.addPrincipal(id: person, tenant: tenant, roles: [role])
        logins.append(try await Connection.open(target.with(user: new.login, password: new.password)))
      }
      let (inAlder, inBirch) = (logins[0], logins[1])
      let relation = what.engine == nil ? "crew.people" : "crew_view.people"
      func found(_ login: Connection) async throws -> [String?] {
        try await login.run("SELECT name FROM \(relation) ORDER BY name").rows.map { $0[0] }
      }
      #expect(try await found(inAlder) == ["Ann"])
      // Whoever takes in a member finds that one at once; whoever is taken in finds nobody by it before acting there.
      _ = try await inAlder.run(
        "INSERT INTO crew.memberships (crew_id, person_id) VALUES ('\(Self.alder)', '\(Self.ben)')")
      #expect(try await found(inAlder) == ["Ann", "Ben"])
      #expect(try await found(inBirch) == ["Ben"])
      #expect(
        try await inAlder.run("SELECT email FROM crew_view.people WHERE name = 'Ben'").rows == [["ben@example"]])
      if what.engine == nil { try await Self.nothingIsReadPerRow(inAlder) }

      _ = try await connection.run("UPDATE crew.memberships SET left_at = now() WHERE crew_id = $1", [Self.alder])
      #expect(try await found(inAlder) == ["Ann"])
      _ = try await connection.run("UPDATE crew.memberships SET left_at = NULL WHERE crew_id = $1", [Self.alder])
      #expect(try await found(inAlder) == ["Ann", "Ben"])
      _ = try await connection.run("DELETE FROM crew.memberships WHERE person_id = $1", [Self.ben])
      #expect(try await found(inAlder) == ["Ann"])
      #expect(try await found(inBirch) == ["Ben"])
      for login in logins { await login.close() }
      _ = try await connection.script("DELETE FROM bailiwick.logins")
      try await run(plan.steps(to: .empty))
    }
  }

  /// The memberships are read once, before any person is, and persons by their key: no plan looks at a membership for each.
  private static func nothingIsReadPerRow(_ login: Connection) async throws {
    let lines = try await login.run("EXPLAIN (COSTS OFF) SELECT name FROM crew.people").rows.map { $0[0] ?? "" }
    let plan = lines.joined(separator: "\n")
    #expect(!plan.contains("SubPlan"), "\(plan)")
    #expect(plan.contains("Index Cond: (id = ANY (") && !plan.contains("Seq Scan on people"), "\(plan)")
  }
}
