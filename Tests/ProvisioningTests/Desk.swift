import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport

/// An example that binds sessions, installed on a server of its own; each test has tenants of its own there.
struct Desk: Sendable {
  let example: Example
  let ground: Ground
  let superuser: Connection
  let target: ConnectionTarget
  let provisioner: Provisioner
  let pool: (login: String, password: Secret)

  static func start(_ name: String = "promotion", on ground: Ground) async throws -> Desk {
    // A connection of its own for each test: those beside it are in the middle of transactions.
    let desk = try await TestServer.once("\(name) \(ground)") { try await make(name, nil, ground) }
    let superuser = try await Connection.open(desk.target)
    return Desk(
      example: desk.example, ground: ground, superuser: superuser, target: desk.target,
      provisioner: Provisioner(connection: superuser, policy: desk.example.policy), pool: desk.pool)
  }

  /// The example under another policy, for one test alone.
  static func start(_ name: String, with policy: Policy, on ground: Ground) async throws -> Desk {
    try await make(name, policy, ground)
  }

  private static func make(_ name: String, _ changed: Policy?, _ ground: Ground) async throws -> Desk {
    guard let example = Example.all.first(where: { $0.name == name }) else { throw Missing() }
    let policy = changed ?? example.policy
    let binding = changed.map { " by \($0.bindings.map(\.binding.kind.rawValue).joined(separator: " and "))" } ?? ""
    let sandbox = try await TestServer.start(
      for: "desk \(name)\(binding)\(ground.isCockroach ? " for cockroachdb" : "")",
      major: ground.major)
    let target = try await sandbox.createDatabase("desk")
    let superuser = try await Connection.open(target)
    _ = try await superuser.script(example.sql)
    let snapshot = try example.snapshot
    let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot, engine: ground.engine)
    for step in Plan.empty.steps(to: plan) {
      _ = try await superuser.script(ground.sql(step.step.statement, database: "desk"))
    }
    let provisioner = Provisioner(connection: superuser, policy: policy)
    return Desk(
      example: example, ground: ground, superuser: superuser, target: target, provisioner: provisioner,
      pool: try await provisioner.addService(.pool))
  }

  struct Missing: Error {}

  /// A new tenant that may act.
  func tenant() async throws -> String {
    let id = try await superuser.run("SELECT gen_random_uuid()").rows[0][0] ?? ""
    _ = try await superuser.run("INSERT INTO \(example.policy.tenants.table) (id, name) VALUES ($1, 'a company')", [id])
    try await provisioner.addTenant(id)
    return id
  }

  /// A new principal with roles in the tenant, and an open session.
  func member(_ tenant: String, _ roles: String...) async throws -> Member {
    let id = try await provisioner.addMember(id: nil, tenant: tenant, roles: roles)
    return try await session(of: id, tenant)
  }

  func session(of principal: String, _ tenant: String) async throws -> Member {
    let token = try await provisioner.openSession(
      principal: principal, tenant: tenant, pool: pool.login, seconds: 3_600)
    return Member(
      id: principal, tenant: tenant, token: token,
      connection: try await Connection.open(target.with(user: pool.login, password: pool.password)))
  }

  /// A principal that is known and a member of nothing.
  func stranger() async throws -> String {
    try await superuser.run("INSERT INTO bailiwick.principals (id) VALUES (gen_random_uuid()) RETURNING id").rows[0][0]
      ?? ""
  }

  /// Who a transaction of a pool acts as: its tenant and the roles that it is asked for here, none where it is nobody. For
  /// CockroachDB the view is not a pool's to read, but the functions are that policies call.
  func asking(_ roles: String...) -> String {
    guard ground.isCockroach else { return "SELECT tenant_id::text, roles::text FROM bailiwick.identity" }
    let held = roles.map { "CASE WHEN bailiwick.acts_as_\($0)() THEN '\($0)' END" }.joined(separator: ", ")
    return "SELECT bailiwick.acting_tenant()::text, '{' || concat_ws(',', \(held)) || '}' "
      + "WHERE bailiwick.reaches_all() IS NOT NULL"
  }

  /// The roles of a principal in a tenant; nil where it has no membership.
  func roles(of principal: String, _ tenant: String) async throws -> String? {
    try await superuser.run(
      "SELECT roles::text FROM bailiwick.memberships WHERE principal_id = $1 AND tenant_id = $2", [principal, tenant]
    ).rows.first?[0]
  }

  /// The record of a tenant: whom, which role, given.
  func record(_ tenant: String) async throws -> [[String?]] {
    try await superuser.run(
      """
      SELECT principal_id::text, role, given::text, by_principal::text FROM bailiwick.role_changes
      WHERE tenant_id = $1 ORDER BY changed_at
      """, [tenant]
    ).rows
  }
}

/// Somebody with a session, on a connection of the pool.
struct Member: Sendable {
  let id: String
  let tenant: String
  let token: Secret
  let connection: Connection

  /// Begins a transaction and binds in it.
  func begin(_ level: String = "READ COMMITTED") async throws(DatabaseError) {
    _ = try await connection.run("BEGIN ISOLATION LEVEL \(level)")
    _ = try await connection.run("SELECT bailiwick.bind($1)", [token.reveal()])
  }

  /// One statement in a transaction of its own.
  @discardableResult
  func run(_ sql: String, _ values: [String?] = []) async throws(DatabaseError) -> [[String?]] {
    do {
      try await begin()
      let rows = try await connection.run(sql, values).rows
      _ = try await connection.run("COMMIT")
      return rows
    } catch {
      _ = try? await connection.run("ROLLBACK")
      throw error
    }
  }

  /// Gives a role; the state of the error where it is refused, else what came back.
  func gives(_ role: String?, to principal: String?) async -> String? {
    await answer("SELECT bailiwick.grant_role($1, $2)", [principal, role])
  }

  /// Takes a role.
  func takes(_ role: String?, from principal: String?) async -> String? {
    await answer("SELECT bailiwick.revoke_role($1, $2)", [principal, role])
  }

  func answer(_ sql: String, _ values: [String?]) async -> String? {
    do { return try await run(sql, values).first?[0] } catch { return error.sqlState }
  }
}
