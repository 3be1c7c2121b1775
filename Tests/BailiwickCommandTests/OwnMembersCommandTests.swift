import CanonicalJSON
import Database
import PolicyModel
import TestSupport
import Testing

/// An installed policy that comes to go by the application's own table: from migration to drift.
@Suite(.serialized, .takesTurns) struct OwnMembersCommandTests {
  static let (first, second, third) = (person(1), person(2), person(3))
  static func person(_ number: Int) -> String { "00000000-0000-4000-9000-00000000000\(number)" }
  static let sql =
    Shop.sql + """
      CREATE TABLE app.members (tenant_id uuid NOT NULL REFERENCES app.tenants (id), user_id uuid NOT NULL,
        role text NOT NULL, PRIMARY KEY (tenant_id, user_id));
      INSERT INTO app.members VALUES ('\(Shop.tenants[0])', '\(first)', 'staff'), ('\(Shop.tenants[0])', '\(third)', 'guest');
      """

  @Test func aPolicyComesToGoByTheTable() async throws {
    let policy = SessionCommandTests.bound([SessionCommandTests.session])
    try await Shop.with("own members", sql: Self.sql, policy: policy) { shop in
      try shop.succeed("migrate", "up")
      // Whom an operator made a member is none any more, once the table says who is.
      try shop.succeed(
        "principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--id", Self.second)
      var policy = policy
      policy.members = [
        MembersClause(
          in: "app.members", person: "user_id", tenant: "tenant_id", role: "role", map: ["staff": "clerk"])
      ]
      try shop.tool.write(policy.json.canonicalText, to: "policy.json")
      let widens = try shop.tool.run(
        "diff", "policy.lock.json", "policy.json", "--fail-on", "widening", environment: shop.environment)
      #expect(widens.code == 1 && widens.out.contains("who is who is what the rows of app.members say"), "\(widens)")
      try shop.succeed("generate", "--policy", "policy.json")
      try shop.succeed("migrate", "up")
      let members = try shop.succeed("principal", "list")
      #expect(
        members.contains(Self.first) && !members.contains(Self.second) && !members.contains(Self.third), "\(members)")
      try await shop.refuse(
        ["principal", "add", "--tenant", Shop.tenants[1], "--role", "clerk"], 2, ["app.members", "MayGrant"])
      let drift = try shop.succeed("drift", "--policy", "policy.json")
      #expect(drift.contains("note   1 of app.members say 'guest', which gives no role"), "\(drift)")
      #expect(drift.contains("0 differences from the plan"), "\(drift)")
      // Rows that somebody writes past the triggers are told, either way.
      _ = try await shop.connection.script(
        """
        SET session_replication_role = replica;
        INSERT INTO app.members VALUES ('\(Shop.tenants[1])', '\(Self.second)', 'staff');
        DELETE FROM app.members WHERE user_id = '\(Self.first)';
        RESET session_replication_role
        """)
      let apart = try shop.tool.run("drift", "--policy", "policy.json", environment: shop.environment)
      #expect(apart.code == 1 && apart.out.contains("2 memberships are not what app.members says"), "\(apart)")
      try shop.succeed("migrate", "down")
      try shop.succeed("migrate", "down")
    }
  }
}
