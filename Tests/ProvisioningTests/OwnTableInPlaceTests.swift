import Database
import PolicyModel
import Provisioning
import SchemaModel
import TestSupport
import Testing

/// As CockroachDB is given it: the identity reads the application's own table where it stands.
@Suite(.serialized, .takesTurns) struct OwnTableInPlaceTests {
  static let engine = Ground.cockroach
  static let (a, b) = (OwnTable.orgs[0], OwnTable.orgs[1])
  static let (boss, second, third) = (OwnTable.boss, OwnTable.person(2), OwnTable.person(3))
  static let held =
    "SELECT concat_ws(' ', CASE WHEN bailiwick.acts_as_viewer() THEN 'viewer' END, "
    + "CASE WHEN bailiwick.acts_as_clerk() THEN 'clerk' END, CASE WHEN bailiwick.acts_as_manager() THEN 'manager' END)"

  static func row(_ person: String, _ role: String, _ org: String = a) -> String {
    OwnTableTests.row(person, role, org)
  }

  /// What is written reaches an open session at its next statement, whoever writes it and whatever stands in the way of
  /// triggers; and what the table says counts for nobody who is suspended.
  @Test(arguments: TestServer.majors) func whoIsWhatIsReadWhereItStands(_ major: Int) async throws {
    let before =
      Self.row(Self.boss, "owner") + Self.row(Self.second, "staff") + Self.row(Self.third, "janitor")
      + Self.row(Self.second, "reader", Self.b)
    try await OwnTable.with(
      OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, major: major, engine: Self.engine
    ) { own in
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.third) }
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.boss, Self.b) }
      let (clerk, other) = (try await own.session(Self.second), try await own.session(Self.second, Self.b))
      try await clerk.begin()
      #expect(try await clerk.connection.run(Self.held).rows == [["viewer clerk"]])
      try await own.run("SET session_replication_role = replica")
      for (role, seen) in [
        ("reader", "viewer"), ("admin", "viewer clerk manager"), ("ADMIN", ""), ("staff", "viewer clerk"),
      ] {
        try await own.run(
          "UPDATE app.members SET role = '\(role)' WHERE user_id = '\(Self.second)' AND org_id = '\(Self.a)'")
        #expect(try await clerk.connection.run(Self.held).rows == [[seen]])
      }
      _ = try await clerk.connection.run("ROLLBACK")
      #expect(await other.answer(Self.held, []) == "viewer")
      try await own.run("TRUNCATE app.members; RESET session_replication_role")
      #expect(await clerk.answer(Self.held, []) == "28000")
      try await own.run(Self.row(Self.boss, "owner") + Self.row(Self.second, "staff"))
      #expect(
        try await own.provisioner.members().map { "\($0.principal ?? "") \($0.roles)" } == [
          "\(Self.boss) [\"manager\"]", "\(Self.second) [\"clerk\"]",
        ])
      // Somebody who never had a session is suspended too, and a row that comes and goes changes nothing about it.
      try await own.provisioner.suspendPrincipal(Self.boss)
      try await own.run("SELECT bailiwick.revoke_principal('\(Self.second)')")
      try await own.run("DELETE FROM app.members;" + Self.row(Self.boss, "owner") + Self.row(Self.second, "staff"))
      for person in [Self.boss, Self.second] {
        await #expect(throws: ProvisioningError.self) { try await own.session(person) }
      }
      try await own.provisioner.resumePrincipal(Self.second)
      #expect(await (try await own.session(Self.second)).answer(Self.held, []) == "viewer clerk")
    }
  }

  /// Nobody reaches the table but by its view and the routines, and nobody is raised by them beyond what the policy says.
  @Test func nobodyRaisesThemselfOrTakesMoreThanTheyMay() async throws {
    let before =
      Self.row(Self.boss, "owner") + Self.row(Self.second, "staff") + Self.row(Self.third, "janitor")
      + Self.row(OwnTable.person(4), "admin") + Self.row(OwnTable.person(5), "staff", Self.b)
    try await OwnTable.with(
      OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, gives: ["viewer"], engine: Self.engine
    ) { own in
      let (boss, clerk) = (try await own.session(Self.boss), try await own.session(Self.second))
      let attempts: [(String, String?, String)] = [
        ("oneself", await boss.gives("viewer", to: Self.boss), "42501"),
        ("a role that is not listed", await boss.gives("clerk", to: OwnTable.person(5)), "42501"),
        ("without the right", await clerk.gives("viewer", to: Self.third), "42501"),
        ("a role in place of one that is not listed", await boss.gives("viewer", to: Self.second), "42501"),
        ("a role in place of one's equal", await boss.gives("viewer", to: OwnTable.person(4)), "42501"),
        ("in place of what nobody knows", await boss.gives("viewer", to: Self.third), "55000"),
        ("to nobody", await boss.gives("viewer", to: nil), "22023"),
        ("of another tenant", await boss.takes("viewer", from: OwnTable.person(5)), "f"),
      ]
      for (what, answer, expected) in attempts { #expect(answer == expected, "\(what)") }
      for sql in [
        "SELECT * FROM app.members", "UPDATE app.members SET role = 'owner'", "DELETE FROM app.members",
        Self.row(OwnTable.person(6), "owner"), "TRUNCATE app.members", "SELECT * FROM bailiwick.member_roles",
        "SELECT * FROM bailiwick.identity", "UPDATE bailiwick.memberships SET roles = '{manager}'",
        "SELECT * FROM app.members FOR UPDATE",
      ] {
        #expect(await boss.answer(sql, []) == "42501", "\(sql)")
        #expect(await clerk.answer(sql, []) == "42501", "\(sql)")
      }
      #expect(await clerk.answer("SELECT count(*) FROM app_view.members", []) == "4")
      // The second list takes no role that the table gives.
      let error = await #expect(throws: DatabaseError.self) {
        try await own.run("UPDATE bailiwick.memberships SET roles = '{manager}'")
      }
      #expect(error?.sqlState == "23514")
      #expect(try await own.record() == [])
      #expect(try await own.value("role", of: Self.second) == ["staff"])
    }
  }

  @Test(arguments: TestServer.majors) func theRowAndTheRecordAreWrittenAtOnce(_ major: Int) async throws {
    let before = Self.row(Self.boss, "owner") + Self.row(Self.second, "reader")
    let support = SupportClause("helper", grantedBy: "manager", upTo: .hours(8))
    try await OwnTable.with(
      OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, support: [support], major: major,
      engine: Self.engine
    ) { own in
      let (boss, other) = (try await own.session(Self.boss), try await own.session(Self.second))
      #expect(await boss.gives("clerk", to: Self.second) == "t")
      #expect(await other.answer(Self.held, []) == "viewer clerk")
      #expect(try await own.value("role", of: Self.second) == ["staff"])
      #expect(try await own.record() == ["2 clerk true", "2 viewer false"])
      #expect(await boss.gives("clerk", to: Self.second) == "f")
      #expect(await boss.gives("viewer", to: Self.third) == "t")
      #expect(await (try await own.session(Self.third)).answer(Self.held, []) == "viewer")
      #expect(await boss.takes("viewer", from: Self.third) == "t")
      #expect(await boss.takes("viewer", from: Self.third) == "f")
      #expect(try await own.value("role", of: Self.third) == [])
      #expect(try await own.record().count == 4)
      // Support is somebody from outside, for whom the table says nothing; whoever is inside gets none.
      let open = "SELECT bailiwick.open_support($1, 'ticket 1', interval '1 hour')"
      try await own.run(Self.row(OwnTable.person(4), "reader", Self.b))
      #expect(await boss.answer(open, [Self.second]) == "55000")
      #expect(await boss.answer(open, [OwnTable.person(4)]) == "t")
      #expect(await boss.gives("clerk", to: OwnTable.person(4)) == "55000")
      let helper = try await own.session(OwnTable.person(4))
      try await own.run(Self.row(OwnTable.person(4), "admin"))
      #expect(await helper.answer(Self.held, []) == "")
      #expect(await boss.answer("SELECT bailiwick.end_support($1)", [OwnTable.person(4)]) == "t")
      #expect(await helper.answer(Self.held, []) == "28000")
      #expect(await (try await own.session(OwnTable.person(4))).answer(Self.held, []) == "viewer clerk manager")
    }
  }

  /// Values of an array and booleans, and several rows of one person.
  @Test func setsAndFlagsGiveTheirRoles() async throws {
    let clause = MembersClause(
      in: "app.members", person: "user_id", tenant: "org_id", roles: "roles",
      map: ["write": "clerk", "edit": "clerk", "read": "viewer"], flags: ["is_admin": "manager"])
    try await OwnTable.with("roles text[], is_admin boolean", clause, engine: Self.engine) { own in
      let insert = "INSERT INTO app.members VALUES ('\(Self.a)',"
      try await own.run(
        "\(insert) '\(Self.boss)', NULL, true); \(insert) '\(Self.second)', '{edit,dance,write,NULL}', NULL);")
      let (boss, clerk) = (try await own.session(Self.boss), try await own.session(Self.second))
      #expect(await boss.answer(Self.held, []) == "viewer clerk manager")
      #expect(await boss.gives("viewer", to: Self.second) == "t")
      #expect(try await own.value("roles", of: Self.second) == ["{edit,dance,write,NULL,read}"])
      #expect(await boss.takes("clerk", from: Self.second) == "t")
      #expect(await clerk.answer(Self.held, []) == "viewer")
      #expect(await boss.takes("viewer", from: Self.second) == "t")
      #expect(try await own.value("roles", of: Self.second) == ["{dance,NULL}"])
      #expect(await clerk.answer(Self.held, []) == "28000")
      #expect(await boss.gives("viewer", to: Self.third) == "t")
      try await own.run("\(insert) '\(Self.third)', '{write}', false)")
      #expect(await (try await own.session(Self.third)).answer(Self.held, []) == "viewer clerk")
      try await own.run("UPDATE app.members SET is_admin = NULL")
      #expect(await boss.answer(Self.held, []) == "28000")
    }
  }
}
