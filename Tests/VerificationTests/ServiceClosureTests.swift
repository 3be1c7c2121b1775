import Catalog
import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel
import TestSupport
import Testing
import Verification

/// What somebody does by hand to pools, authenticators, members and sessions of a live server: each is named, and what is
/// harmless is not.
@Suite(.takesTurns) struct ServiceClosureTests {
  static let tenant = "00000000-0000-4000-8000-00000000000a"

  /// `POOL`, `AUTH` and `LOGIN` stand for the logins.
  static let tampered: [(sql: String, finding: String)] = [
    ("GRANT freight_clerk TO POOL", "pool POOL is a member of freight_clerk, so everybody who shares it"),
    ("GRANT freight__owner TO POOL", "pool POOL is a member of freight__owner"),
    ("GRANT freight__authenticator TO POOL", "pool POOL is an authenticator too"),
    ("CREATE ROLE web; GRANT web TO POOL", "pool POOL is a member of web"),
    ("CREATE ROLE web; GRANT freight_clerk TO web; GRANT web TO POOL", "pool POOL is a member of freight_clerk"),
    (
      "CREATE ROLE web; GRANT freight__pool, freight_clerk TO web; GRANT web TO POOL",
      "pool POOL is a member of freight_clerk"
    ),
    ("GRANT pg_monitor TO POOL", "pool POOL is a member of pg_monitor"),
    ("ALTER ROLE POOL BYPASSRLS", "login POOL has BYPASSRLS"),
    ("ALTER ROLE POOL SUPERUSER", "login POOL has SUPERUSER"),
    ("ALTER ROLE POOL CREATEDB", "pool POOL has CREATEDB"),
    ("ALTER ROLE POOL SET bailiwick.token = 'x'", "pool POOL has the setting bailiwick.token=x"),
    ("ALTER ROLE POOL IN DATABASE work SET role = 'freight_clerk'", "pool POOL has the setting role=freight_clerk"),
    ("GRANT freight_clerk TO AUTH", "authenticator AUTH is a member of freight_clerk"),
    ("ALTER ROLE AUTH SET search_path = evil", "authenticator AUTH has the setting search_path=evil"),
    ("GRANT freight__pool TO LOGIN", "login LOGIN is a member of freight__pool, which its identity does not say"),
    ("GRANT UPDATE ON bailiwick.memberships TO PUBLIC", "bailiwick.memberships: "),
    ("GRANT INSERT (roles) ON bailiwick.memberships TO AUTH", "bailiwick.memberships: "),
    ("GRANT SELECT ON bailiwick.sessions TO freight__pool", "bailiwick.sessions: "),
    (
      "GRANT EXECUTE ON FUNCTION bailiwick.end_session(bytea) TO freight__pool",
      "function bailiwick.end_session("
    ),
    (
      "SET LOCAL session_replication_role = replica; UPDATE bailiwick.sessions SET roles = '{manager}'",
      "1 sessions are not what their membership says"
    ),
    (
      "SET LOCAL session_replication_role = replica; DELETE FROM bailiwick.memberships",
      "1 sessions are not what their membership says"
    ),
    (
      "SET LOCAL session_replication_role = replica; UPDATE bailiwick.principals SET active = false",
      "1 memberships are not as their principal's or tenant's status says"
    ),
    ("UPDATE bailiwick.sessions SET pool = 'nobody'", "1 sessions are on a login that is no pool"),
    ("UPDATE bailiwick.sessions SET pool = current_user", "1 sessions are on a login that is no pool"),
    ("UPDATE bailiwick.sessions SET expires_at = 'infinity'", "1 sessions live longer than the policy says"),
    (
      "UPDATE bailiwick.sessions SET idle_at = statement_timestamp() + interval '31 minutes'",
      "1 sessions live longer than the policy says"
    ),
  ]

  static let harmless = [
    "CREATE ROLE web; GRANT freight__pool TO web; REVOKE freight__pool FROM POOL; GRANT web TO POOL",
    "CREATE ROLE web login; GRANT freight__pool TO web",
    "UPDATE bailiwick.memberships SET roles = '{manager}'",
    "UPDATE bailiwick.principals SET active = false",
    "UPDATE bailiwick.sessions SET expires_at = '-infinity'",
    "DELETE FROM bailiwick.memberships",
  ]

  @Test(arguments: TestServer.majors) func whatIsDoneByHandIsNamed(_ major: Int) async throws {
    let sandbox = try await TestServer.start(for: "service closure", major: major)
    try await sandbox.withDatabase("work") { connection, _ in
      _ = try await connection.script(Example.freight.sql)
      _ = try await connection.run("INSERT INTO app.tenants (id, name) VALUES ($1, 'tenant')", [Self.tenant])
      var policy = Example.freight.policy
      policy.bindings = [BindClause(.login), BindingProofTests.session]
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      let resolved = try ResolvedPolicy(policy, in: snapshot)
      let plan = try Plan(resolved, snapshot: snapshot)
      for step in Plan.empty.steps(to: plan) { _ = try await connection.script(step.step.statement.sql) }
      let provisioner = Provisioner(connection: connection, policy: policy)
      let names = [
        "POOL": try await provisioner.addService(.pool).login,
        "AUTH": try await provisioner.addService(.authenticator).login,
        "LOGIN": try await provisioner.addPrincipal(id: nil, tenant: Self.tenant, roles: ["viewer"]).login,
      ]
      let member = try await provisioner.addMember(id: nil, tenant: Self.tenant, roles: ["clerk"])
      _ = try await provisioner.open(for: member, tenant: nil, pool: nil, seconds: nil)
      func named(_ text: String) -> String { names.reduce(text) { $0.replacing($1.key, with: $1.value) } }
      let before = try await SchemaSnapshot.read(from: connection)
      func findings() async throws -> [String] {
        let found = try await SchemaSnapshot.read(from: connection)
        let closure = LoginClosure(
          policy: resolved, found: found, identities: try await LoginClosure.identities(connection)
        ).findings()
        let rows = try await SessionRows(connection, policy: resolved).findings()
        return (Structure(plan, reference: before, found: found).findings() + closure + rows).map(\.summary)
      }
      #expect(try await findings() == [])
      for (sql, finding) in Self.tampered {
        _ = try await connection.script("BEGIN; \(named(sql))")
        let found = try await findings()
        #expect(found.contains { $0.hasPrefix(named(finding)) }, "\(sql): \(found)")
        _ = try await connection.script("ROLLBACK")
      }
      for sql in Self.harmless {
        _ = try await connection.script("BEGIN; \(named(sql))")
        #expect(try await findings() == [], "\(sql)")
        _ = try await connection.script("ROLLBACK")
      }
    }
  }
}
