import Database
import PolicyModel
import Provisioning
import TestSupport
import Testing

/// Every shape in which an application keeps who is what, and how the identity follows it.
@Suite(.serialized, .takesTurns) struct OwnTableTests {
  static let (a, b) = (OwnTable.orgs[0], OwnTable.orgs[1])
  static let (boss, second, third) = (OwnTable.boss, OwnTable.person(2), OwnTable.person(3))
  static let oneRole = MembersClause(
    in: "app.members", person: "user_id", tenant: "org_id", role: "role",
    map: ["owner": "manager", "admin": "manager", "staff": "clerk", "reader": "viewer"])
  static let oneRow = "role varchar(20) NOT NULL, PRIMARY KEY (org_id, user_id)"

  static func row(_ person: String, _ role: String, _ org: String = a) -> String {
    "INSERT INTO app.members VALUES ('\(org)', '\(person)', '\(role)');"
  }

  @Test(arguments: TestServer.majors) func rowsOfBeforeAreMembersAndUnknownValuesGiveNothing(_ major: Int) async throws
  {
    let before =
      Self.row(Self.boss, "owner") + Self.row(Self.second, "staff") + Self.row(Self.third, "janitor")
      + Self.row(Self.second, "reader", Self.b)
    try await OwnTable.with(Self.oneRow, before: before, Self.oneRole, major: major) { own in
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk}", "2 b {viewer}"])
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.third) }
      let clerk = try await own.session(Self.second)
      try await clerk.begin()
      let asked = "SELECT roles::text FROM bailiwick.identity"
      #expect(try await clerk.connection.run(asked).rows == [["{clerk}"]])
      for (role, seen) in [("reader", "{viewer}"), ("admin", "{manager}")] {
        try await own.run(
          "UPDATE app.members SET role = '\(role)' WHERE user_id = '\(Self.second)' AND org_id = '\(Self.a)'")
        #expect(try await clerk.connection.run(asked).rows == [[seen]])
      }
      try await own.run("UPDATE app.members SET role = 'ADMIN' WHERE user_id = '\(Self.second)'")
      #expect(try await clerk.connection.run(asked).rows == [])
      _ = try await clerk.connection.run("ROLLBACK")
      #expect(await clerk.answer("SELECT 1", []) == "28000")
      #expect(try await own.memberships() == ["1 a {manager}"])
    }
  }

  /// By whoever may, in whatever way: a row that moves, a person who goes, a table that is emptied, and what a trigger of
  /// the application's changes behind the statement.
  @Test func whateverIsWrittenIsFollowed() async throws {
    let before = """
      ALTER TABLE app.members ADD CONSTRAINT late UNIQUE (user_id, org_id) DEFERRABLE INITIALLY DEFERRED;
      CREATE FUNCTION app.tame() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE app.members m SET role = 'reader' WHERE m.id = NEW.id AND m.role = 'wild';
        RETURN NULL;
      END $$;
      CREATE TRIGGER a_tame AFTER INSERT OR UPDATE ON app.members FOR EACH ROW EXECUTE FUNCTION app.tame();
      CREATE TRIGGER z_tame AFTER INSERT OR UPDATE ON app.members FOR EACH ROW EXECUTE FUNCTION app.tame();
      """
    var clause = Self.oneRole
    clause.map["wild"] = "manager"
    try await OwnTable.with(
      "role text, id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY", before: before, clause, gives: []
    ) { own in
      try await own.run(Self.row(Self.boss, "wild") + Self.row(Self.second, "staff"))
      #expect(try await own.memberships() == ["1 a {viewer}", "2 a {clerk}"])
      // Two rows change places under a key that waits for the end of the transaction.
      try await own.run(
        "UPDATE app.members SET user_id = CASE user_id WHEN '\(Self.boss)' THEN '\(Self.second)'::uuid ELSE '\(Self.boss)' END"
      )
      #expect(try await own.memberships() == ["1 a {clerk}", "2 a {viewer}"])
      try await own.run("UPDATE app.members SET org_id = '\(Self.b)' WHERE user_id = '\(Self.boss)'")
      #expect(try await own.memberships() == ["1 b {clerk}", "2 a {viewer}"])
      // A migration runs with row security off, as the owner of nothing in particular.
      try await own.run("SET row_security = off; UPDATE app.members SET role = 'admin'; RESET row_security")
      #expect(try await own.memberships() == ["1 b {manager}", "2 a {manager}"])
      // What is undone was never so.
      try await own.run("BEGIN; DELETE FROM app.members; ROLLBACK")
      try await own.run("UPDATE app.members SET user_id = NULL WHERE user_id = '\(Self.boss)'")
      #expect(try await own.memberships() == ["2 a {manager}"])
      try await own.run("DELETE FROM app.members WHERE user_id = '\(Self.second)'")
      #expect(try await own.memberships() == [])
      try await own.run(Self.row(Self.boss, "owner") + Self.row(Self.second, "staff"))
      let manager = try await own.session(Self.boss)
      try await own.run("TRUNCATE app.members")
      #expect(try await own.memberships() == [])
      #expect(await manager.answer("SELECT 1", []) == "28000")
    }
  }

  /// Several rows of one person in a tenant: all of them count, and one that goes leaves the others.
  @Test func severalRowsAddUp() async throws {
    try await OwnTable.with("role text NOT NULL", Self.oneRole) { own in
      try await own.run(Self.row(Self.boss, "owner") + Self.row(Self.boss, "staff") + Self.row(Self.boss, "owner"))
      #expect(try await own.memberships() == ["1 a {clerk,manager}"])
      try await own.run(
        "DELETE FROM app.members WHERE ctid IN (SELECT min(ctid) FROM app.members WHERE role = 'owner')")
      #expect(try await own.memberships() == ["1 a {clerk,manager}"])
      let boss = try await own.session(Self.boss)
      for (role, answer) in [("viewer", "t"), ("clerk", "t"), ("viewer", "f")] {
        #expect(await boss.gives(role, to: Self.second) == answer)
      }
      #expect(try await own.value("role", of: Self.second) == ["reader", "staff"])
      #expect(await boss.takes("viewer", from: Self.second) == "t")
      #expect(try await own.value("role", of: Self.second) == ["staff"])
      #expect(try await own.record() == ["2 clerk true", "2 viewer false", "2 viewer true"])
    }
  }

  /// Of two rows of one person written at once, the second counts both, or is told to try again where it may not see the
  /// first.
  @Test(arguments: [("READ COMMITTED", nil, ["1 a {clerk,viewer}"]), ("REPEATABLE READ", "40001", ["1 a {viewer}"])])
  func rowsWrittenAtOnceAddUp(_ what: (level: String, state: String?, members: [String])) async throws {
    try await OwnTable.with("role text NOT NULL", Self.oneRole) { own in
      let (first, second) = (try await Connection.open(own.target), try await Connection.open(own.target))
      for connection in [first, second] {
        _ = try await connection.run("BEGIN ISOLATION LEVEL \(what.level)")
        _ = try await connection.run("SELECT 1")
      }
      _ = try await first.run(Self.row(Self.boss, "reader"))
      let later = Task { () -> String? in
        do {
          _ = try await second.run(Self.row(Self.boss, "staff"))
          _ = try await second.run("COMMIT")
          return nil
        } catch { return (error as? DatabaseError)?.sqlState }
      }
      try await own.untilSomebodyWaits()
      _ = try await first.run("COMMIT")
      #expect(await later.value == what.state)
      #expect(try await own.memberships() == what.members)
    }
  }

  @Test func aSetGivesEachOfItsRoles() async throws {
    let clause = MembersClause(
      in: "app.members", person: "user_id", tenant: "org_id", roles: "roles",
      map: ["all": "manager", "write": "clerk", "edit": "clerk", "read": "viewer"])
    try await OwnTable.with("roles text[], PRIMARY KEY (org_id, user_id)", clause) { own in
      try await own.run(Self.row(Self.boss, "{all}") + Self.row(Self.second, "{edit,dance,write,NULL}"))
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk}"])
      let boss = try await own.session(Self.boss)
      #expect(await boss.gives("viewer", to: Self.second) == "t")
      #expect(try await own.value("roles", of: Self.second) == ["{edit,dance,write,NULL,read}"])
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk,viewer}"])
      // Every value that gives the role goes; what the policy does not know stays.
      #expect(await boss.takes("clerk", from: Self.second) == "t")
      #expect(await boss.takes("viewer", from: Self.second) == "t")
      #expect(try await own.value("roles", of: Self.second) == ["{dance,NULL}"])
      #expect(await boss.gives("viewer", to: Self.third) == "t")
      #expect(try await own.value("roles", of: Self.third) == ["{read}"])
      try await own.run("UPDATE app.members SET roles = '{\"rea d\"}' WHERE user_id = '\(Self.third)'")
      #expect(try await own.memberships() == ["1 a {manager}"])
    }
  }

  /// A row that somebody deleted softly is no row of a member's, and nobody brings it back by giving a role.
  @Test(arguments: [Ground(major: 18), Ground(major: 18, engine: Ground.cockroach)])
  func aRowThatDoesNotCountGivesNothing(_ ground: Ground) async throws {
    var clause = Self.oneRole
    clause.condition = .isNull(.column("left_at"))
    let before =
      "INSERT INTO app.members VALUES ('\(Self.a)', '\(Self.boss)', 'owner'), ('\(Self.a)', '\(Self.second)', 'staff'),"
      + " ('\(Self.a)', '\(Self.third)', 'reader'); UPDATE app.members SET left_at = now() WHERE user_id = '\(Self.third)';"
    try await OwnTable.with(
      "role varchar(20) NOT NULL, left_at timestamptz, PRIMARY KEY (org_id, user_id)", before: before, clause,
      engine: ground.engine
    ) { own in
      func leaves(_ person: String, _ when: String) async throws {
        try await own.run("UPDATE app.members SET left_at = \(when) WHERE user_id = '\(person)'")
      }
      await #expect(throws: ProvisioningError.self) { try await own.session(Self.third) }
      let (boss, clerk) = (try await own.session(Self.boss), try await own.session(Self.second))
      #expect(await clerk.answer("SELECT 1", []) == "1")
      try await leaves(Self.second, "now()")
      #expect(await clerk.answer("SELECT 1", []) == "28000")
      for person in [Self.second, Self.third] {
        #expect(await boss.gives("clerk", to: person) == "55000")
        #expect(await boss.takes("viewer", from: person) == "f")
      }
      #expect(try await own.value("role", of: Self.second) == ["staff"])
      try await leaves(Self.second, "NULL")
      #expect(await (try await own.session(Self.second)).answer("SELECT 1", []) == "1")
      #expect(await boss.gives("viewer", to: Self.second) == "t")
      #expect(try await own.value("role", of: Self.second) == ["reader"])
      try await leaves(Self.boss, "now()")
      #expect(await boss.gives("clerk", to: Self.second) == "28000")
    }
  }

  @Test func aFlagGivesItsRoleWhereItIsTrue() async throws {
    let clause = MembersClause(
      in: "app.members", person: "user_id", tenant: "org_id", role: "role", map: ["staff": "viewer"],
      flags: ["is_admin": "manager", "may_write": "clerk"])
    try await OwnTable.with(
      "role text NOT NULL, is_admin boolean, may_write boolean NOT NULL DEFAULT false, PRIMARY KEY (org_id, user_id)",
      clause
    ) { own in
      try await own.run(
        "INSERT INTO app.members VALUES ('\(Self.a)', '\(Self.boss)', 'none', true, false), ('\(Self.a)', '\(Self.second)', 'staff', NULL, false)"
      )
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {viewer}"])
      let boss = try await own.session(Self.boss)
      #expect(await boss.gives("clerk", to: Self.second) == "t")
      #expect(try await own.value("may_write", of: Self.second) == ["true"])
      #expect(try await own.memberships() == ["1 a {manager}", "2 a {clerk,viewer}"])
      // The row says both, and cannot say one of them without the other.
      #expect(await boss.takes("viewer", from: Self.second) == "55000")
      #expect(await boss.takes("clerk", from: Self.second) == "t")
      #expect(await boss.takes("viewer", from: Self.second) == "t")
      #expect(try await own.value("role", of: Self.second) == [])
      // The flag alone makes no row, since the role may not be missing.
      #expect(await boss.gives("clerk", to: Self.third) == "55000")
      try await own.run("UPDATE app.members SET is_admin = NULL WHERE user_id = '\(Self.boss)'")
      #expect(await boss.answer("SELECT 1", []) == "28000")
    }
  }
}
