import Database
import Enforcement
import Migration
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import TestSupport

/// A freight database whose principals share the login of a pool.
enum BoundFreight {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))

  static func with(
    _ name: String, _ bindings: [BindClause] = [session], on ground: Ground = Ground(),
    _ body: @Sendable (Provisioner, ConnectionTarget) async throws -> Void
  ) async throws {
    // Roles belong to the cluster, so each test has a server of its own.
    let sandbox = try await TestServer.start(for: "members \(name) \(ground)", major: ground.major)
    try await sandbox.withDatabase("work") { connection, target in
      let rows = ProvisioningTests.tenants.map { "('\($0)', 'tenant')" }.joined(separator: ", ")
      let tenants = "INSERT INTO app.tenants (id, name) VALUES \(rows)"
      try await body(try await install(.freight, bindings, connection, on: ground, rows: tenants), target)
    }
  }

  /// An example's schema and policy under these bindings, in an empty database; `rows` are there before the policy is.
  static func install(
    _ example: Example, _ bindings: [BindClause], _ connection: Connection, on ground: Ground = Ground(),
    rows: String = ""
  ) async throws -> Provisioner {
    _ = try await connection.script(example.sql + rows)
    var policy = example.policy
    policy.bindings = bindings
    let lock = PolicyLock(policy: policy, schema: try example.snapshot, version: "0001", engine: ground.engine)
    for step in try Plan.empty.steps(to: lock.plan()) {
      _ = try await connection.script(ground.sql(step.step.statement, database: "work"))
    }
    return Provisioner(connection: connection, policy: policy)
  }

  /// The tenants that a transaction sees which binds the token first; an error where it binds nothing.
  static func tenants(_ pool: Connection, _ token: Secret) async throws -> [[String?]] {
    _ = try await pool.run("BEGIN")
    do {
      _ = try await pool.run("SELECT bailiwick.bind($1)", [token.reveal()])
      let rows = try await pool.run("SELECT id::text FROM app.tenants ORDER BY 1").rows
      _ = try await pool.run("COMMIT")
      return rows
    } catch {
      _ = try await pool.run("ROLLBACK")
      throw error
    }
  }
}
