import Database
import PolicyModel
import Provisioning
import TestSupport
import Testing

/// Promotion where the application's own row is what makes somebody something.
@Suite(.serialized, .takesTurns) struct OwnTablePromotionTests {
  static let (a, b) = (OwnTable.orgs[0], OwnTable.orgs[1])
  static let (boss, second, third) = (OwnTable.boss, OwnTable.person(2), OwnTable.person(3))

  @Test(arguments: TestServer.majors) func theRowAndTheRecordAreWrittenAtOnce(_ major: Int) async throws {
    let before = OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "reader")
    try await OwnTable.with(OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, major: major) {
      own in
      let (boss, other) = (try await own.session(Self.boss), try await own.session(Self.second))
      try await other.begin()
      #expect(await boss.gives("clerk", to: Self.second) == "t")
      #expect(try await other.connection.run("SELECT roles::text FROM bailiwick.identity").rows == [["{clerk}"]])
      _ = try await other.connection.run("COMMIT")
      #expect(try await own.value("role", of: Self.second) == ["staff"])
      #expect(try await own.record() == ["2 clerk true", "2 viewer false"])
      #expect(await boss.gives("clerk", to: Self.second) == "f")
      // Somebody new to the tenant gets a row.
      #expect(await boss.gives("viewer", to: Self.third) == "t")
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk}", "3 a {viewer}"])
      // A row whose role may not be missing goes with its last one.
      #expect(await boss.takes("viewer", from: Self.third) == "t")
      #expect(await boss.takes("viewer", from: Self.third) == "f")
      #expect(try await own.value("role", of: Self.third) == [])
      #expect(try await own.record().count == 4)
      // What is rolled back is neither in the row nor in the record.
      try await boss.begin()
      _ = try await boss.connection.run("SELECT bailiwick.grant_role($1, 'viewer')", [Self.third])
      _ = try await boss.connection.run("ROLLBACK")
      #expect(try await own.value("role", of: Self.third) == [])
      #expect(try await own.record().count == 4)
    }
  }

  @Test func nobodyRaisesThemselfOrTakesMoreThanTheyMay() async throws {
    let before =
      OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "staff")
      + OwnTableTests.row(Self.third, "janitor") + OwnTableTests.row(OwnTable.person(4), "admin")
      + OwnTableTests.row(OwnTable.person(5), "staff", Self.b)
    try await OwnTable.with(OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, gives: ["viewer"]) {
      own in
      let (boss, clerk) = (try await own.session(Self.boss), try await own.session(Self.second))
      let standing = try await own.memberships()
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
      let roles = "UPDATE app.members SET role = 'owner'"
      for sql in [
        roles, OwnTableTests.row(OwnTable.person(6), "owner"), "DELETE FROM app.members", "TRUNCATE app.members",
        "SELECT bailiwick.settle_member('\(Self.second)', '\(Self.a)')",
        "UPDATE bailiwick.memberships SET roles = '{manager}'",
        "ALTER TABLE app.members DISABLE TRIGGER bailiwick_members", "SET session_replication_role = replica",
      ] {
        #expect(await boss.answer(sql, []) == "42501", "\(sql)")
        #expect(await clerk.answer(sql, []) == "42501", "\(sql)")
      }
      #expect(try await own.memberships() == standing)
      #expect(try await own.record() == [])
      // The owner of the identity, whose routines read the table, reads no other way and writes no other tenant's rows.
      try await own.run("SET ROLE bailiwick_owner")
      let error = await #expect(throws: DatabaseError.self) {
        try await own.superuser.run("UPDATE app.members SET role = 'staff'")
      }
      #expect(error?.sqlState == "42501")
      try await own.run("RESET ROLE")
    }
  }

  /// What the application writes meanwhile is what a giver finds: nobody is demoted as what they no longer are.
  @Test func whoeverGivesWaitsForTheApplication() async throws {
    let before = OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "reader")
    try await OwnTable.with(OwnTableTests.oneRow, before: before, OwnTableTests.oneRole) { own in
      let boss = try await own.session(Self.boss)
      let application = try await Connection.open(own.target)
      _ = try await application.run("BEGIN")
      _ = try await application.run("UPDATE app.members SET role = 'admin' WHERE user_id = $1", [Self.second])
      let answer = Task { await boss.gives("clerk", to: Self.second) }
      try await own.untilSomebodyWaits()
      _ = try await application.run("COMMIT")
      #expect(await answer.value == "42501")
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {manager}"])
      // Whoever gives is demoted meanwhile, and gives nothing.
      _ = try await application.run("BEGIN")
      _ = try await application.run("UPDATE app.members SET role = 'staff' WHERE user_id = $1", [Self.boss])
      let late = Task { await boss.gives("clerk", to: Self.third) }
      try await own.untilSomebodyWaits()
      _ = try await application.run("COMMIT")
      #expect(await late.value == "42501")
      #expect(try await own.record() == [])
    }
  }

  /// Somebody from outside is there for a while, and the application's row, made meanwhile, counts when that is over.
  @Test func supportIsLeftAloneUntilItEnds() async throws {
    let before = OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "reader", Self.b)
    let support = SupportClause("helper", grantedBy: "manager", upTo: .hours(8))
    try await OwnTable.with(OwnTableTests.oneRow, before: before, OwnTableTests.oneRole, support: [support]) { own in
      let boss = try await own.session(Self.boss)
      let open = "SELECT bailiwick.open_support($1, 'ticket 1', interval '1 hour')"
      #expect(await boss.answer(open, [Self.second]) == "")
      let standing = ["1 a {manager}", "2 a {helper}", "2 b {viewer}"]
      #expect(try await own.memberships() == standing)
      #expect(await boss.gives("clerk", to: Self.second) == "55000")
      try await own.run("UPDATE app.members SET role = role || ''")
      try await own.run(OwnTableTests.row(Self.second, "staff"))
      #expect(try await own.memberships() == standing)
      #expect(await boss.answer("SELECT bailiwick.end_support($1)", [Self.second]) == "t")
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk}", "2 b {viewer}"])
      #expect(await boss.answer(open, [Self.second]) == "55000")
      try await own.run("TRUNCATE app.members")
      #expect(try await own.memberships() == [])
    }
  }

  /// The application's key says who is known; a second row of one person, which its key forbids, is not told from another
  /// tenant's.
  @Test func whoIsKnownTheApplicationSays() async throws {
    let before = """
      CREATE TABLE app.people (org_id uuid NOT NULL, id uuid PRIMARY KEY);
      INSERT INTO app.people VALUES ('\(Self.a)', '\(Self.boss)'), ('\(Self.b)', '\(Self.second)');
      ALTER TABLE app.members ADD CONSTRAINT person FOREIGN KEY (user_id) REFERENCES app.people (id) ON DELETE CASCADE;
      ALTER TABLE app.members ADD CONSTRAINT one_tenant UNIQUE (user_id);
      """ + OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "reader", Self.b)
    var clause = OwnTableTests.oneRole
    clause.map["guest"] = "viewer"
    try await OwnTable.with(OwnTableTests.oneRow, before: before, clause) { own in
      let boss = try await own.session(Self.boss)
      #expect(await boss.gives("viewer", to: Self.third) == "22023")
      #expect(await boss.gives("viewer", to: Self.second) == "55000")
      try await own.run("DELETE FROM app.people WHERE id = '\(Self.second)'")
      #expect(try await own.memberships() == ["1 a {manager}"])
    }
  }

  /// Commands that would say what the table says are refused; those that stop somebody are not, and hold.
  @Test func anOperatorStopsPeopleAndMakesNone() async throws {
    let before = OwnTableTests.row(Self.boss, "owner") + OwnTableTests.row(Self.second, "staff")
    try await OwnTable.with(OwnTableTests.oneRow, before: before, OwnTableTests.oneRole) { own in
      let refused: [(String, () async throws -> Void)] = [
        ("stands in app.members", { try await own.provisioner.addMember(id: nil, tenant: Self.a, roles: ["clerk"]) }),
        ("stands in app.members", { try await own.provisioner.grant("viewer", toMember: Self.second, tenant: nil) }),
        ("stands in app.members", { try await own.provisioner.revoke("clerk", fromMember: Self.second, tenant: nil) }),
        ("stands in app.members", { try await own.provisioner.removeMember(Self.second, tenant: Self.a) }),
        ("delete those first", { try await own.provisioner.removePrincipal(Self.second) }),
      ]
      for (words, body) in refused {
        let error = await #expect(throws: ProvisioningError.self) { try await body() }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
      let clerk = try await own.session(Self.second)
      try await own.provisioner.suspendPrincipal(Self.second)
      #expect(await clerk.answer("SELECT 1", []) == "28000")
      // Neither a row that goes and comes nor a tenant that does lets a suspended person act again.
      try await own.run(
        "DELETE FROM app.members WHERE user_id = '\(Self.second)';" + OwnTableTests.row(Self.second, "owner"))
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.second) }
      try await own.provisioner.removeTenant(Self.a)
      #expect(try await own.memberships() == [])
      try await own.provisioner.addTenant(Self.a)
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {manager}"])
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.second) }
      _ = try await own.session(Self.boss)
      // Who reaches all tenants is in no tenant's table.
      let auditor = try await own.provisioner.addMember(id: OwnTable.person(9), tenant: nil, roles: ["auditor"])
      try await own.run("TRUNCATE app.members")
      #expect(try await own.provisioner.members().map(\.principal) == [auditor])
      try await own.provisioner.removePrincipal(Self.second)
      try await own.run(OwnTableTests.row(Self.second, "staff"))
      _ = try await own.session(Self.second)
    }
  }
}
