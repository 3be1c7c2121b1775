import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// What a login can become is read from the catalog alone: each way past the policies is named, near misses are silent.
@Suite(.takesTurns) struct ClosureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let roles: [DatabaseRole]
    let identities: [String: [String]]
    /// What has to be named; nil where nothing may be.
    let finding: String?
    init(_ name: String, _ roles: [DatabaseRole], _ finding: String?, identities: [String: [String]] = [:]) {
      (testDescription, self.roles, self.identities, self.finding) = (name, roles, identities, finding)
    }
  }

  private static let clerk = DatabaseRole("bw_a", attributes: ["login"], memberOf: ["freight_clerk"])

  @Test(arguments: [
    Case("a login as its identity says", [clerk], nil, identities: ["bw_a": ["clerk"]]),
    Case("an operator", [DatabaseRole("boss", attributes: ["login", "superuser"])], nil),
    Case("a login of something else", [DatabaseRole("metrics", attributes: ["login"], memberOf: ["pg_monitor"])], nil),
    Case(
      "BYPASSRLS by SET ROLE",
      [
        DatabaseRole("app", attributes: ["login"], memberOf: ["dba"]), DatabaseRole("dba", attributes: ["bypassrls"]),
      ], "login app, through dba, has BYPASSRLS"),
    Case(
      "BYPASSRLS two memberships away, with an identity",
      [
        DatabaseRole("bw_a", attributes: ["login"], memberOf: ["freight_clerk"]),
        DatabaseRole("freight_clerk", memberOf: ["dba"]), DatabaseRole("dba", attributes: ["bypassrls"]),
      ], "login bw_a, through dba, has BYPASSRLS", identities: ["bw_a": ["clerk"]]),
    Case(
      "a way to a superuser",
      [
        DatabaseRole("app", attributes: ["login"], memberOf: ["boss"]),
        DatabaseRole("boss", attributes: ["login", "superuser"]),
      ], "login app, through boss, has SUPERUSER"),
    Case(
      "CREATEROLE without an identity", [DatabaseRole("app", attributes: ["createrole", "login"])],
      "login app has CREATEROLE"),
    Case("REPLICATION", [DatabaseRole("wal", attributes: ["login", "replication"])], "login wal has REPLICATION"),
    Case(
      "programs on the server",
      [DatabaseRole("app", attributes: ["login"], memberOf: ["pg_execute_server_program"])],
      "login app is a member of pg_execute_server_program"),
    Case(
      "a superuser with an identity",
      [DatabaseRole("bw_a", attributes: ["login", "superuser"], memberOf: ["freight_clerk"])],
      "login bw_a has SUPERUSER", identities: ["bw_a": ["clerk"]]),
    Case(
      "the owner, by a group",
      [
        DatabaseRole("app", attributes: ["login"], memberOf: ["ops"]),
        DatabaseRole("ops", memberOf: ["freight__owner"]),
      ],
      "login app may become freight__owner"),
    Case(
      "the owner of the routines that write",
      [DatabaseRole("app", attributes: ["login"], memberOf: ["freight__writer"])],
      "login app may become freight__writer"),
    Case(
      "a role of the policy without an identity", [clerk],
      "login bw_a is a member of freight_clerk, but has no identity"),
    Case("an identity without a role", [], "the identity of bw_gone has no role", identities: ["bw_gone": ["clerk"]]),
  ]) func everyWayPastThePoliciesIsNamed(_ row: Case) throws {
    let snapshot = try Example.freight.snapshot
    let policy = try ResolvedPolicy(Example.freight.policy, in: snapshot)
    var found = snapshot
    found.roles = row.roles
    let lines = LoginClosure(policy: policy, found: found, identities: row.identities).findings().map(\.summary)
    if let finding = row.finding {
      #expect(lines.contains { $0.hasPrefix(finding) }, "\(lines)")
    } else {
      #expect(lines.isEmpty)
    }
  }
}
