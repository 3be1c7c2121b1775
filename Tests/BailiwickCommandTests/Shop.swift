import CanonicalJSON
import Catalog
import Database
import Foundation
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing

/// A small application with two tenants, in a folder and a database of its own, for what goes wrong.
struct Shop {
  let tool: Tool
  let connection: Connection
  let target: ConnectionTarget
  var environment: [String: String] { tool.environment(for: target) }

  static let tenants = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"]
  static let sql = """
    CREATE SCHEMA app;
    CREATE TABLE app.tenants (id uuid PRIMARY KEY);
    CREATE TABLE app.orders (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants (id), state text,
      origin uuid CONSTRAINT orders_origin_fk REFERENCES app.orders (id));
    CREATE TABLE app.lines (id uuid PRIMARY KEY, order_id uuid NOT NULL CONSTRAINT lines_order_fk REFERENCES app.orders (id));
    INSERT INTO app.tenants VALUES ('\(tenants[0])'), ('\(tenants[1])');
    """
  static let policy = Policy(
    name: "shop", tenants: TenantsClause(table: "app.tenants", key: "id"),
    roles: [RoleClause("clerk"), RoleClause("auditor", reach: .allTenants)],
    schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("tenant_id")), OwnershipClause(.inferred)])],
    tables: [
      TablesClause(
        ["app.orders", "app.lines"], rules: TableRules(allows: [AllowRule([.select, .insert], to: ["clerk"])]))
    ])

  /// A folder with policy, snapshot and the application's migration, and an empty database. Each suite has a server of its
  /// own, and is serialized: roles belong to the cluster.
  static func with(
    _ suite: String, major: Int = 15, sql: String = sql, policy: Policy = policy, generated: Bool = true,
    _ body: @Sendable (Shop) async throws -> Void
  ) async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let server = try await TestServer.start(for: "shop \(suite)", major: major)
    let name = "shop \(UUID().uuidString)"
    try await server.withDatabase(name) { connection, target in
      let shop = Shop(tool: tool, connection: connection, target: target)
      try tool.write(sql, to: "sql/migrations/0001_app.up.sql")
      try tool.write(policy.json.canonicalText, to: "policy.json")
      try shop.succeed("migrate", "up")
      try shop.succeed("schema", "--schema", "app")
      if generated { try shop.succeed("generate", "--policy", "policy.json") }
      try await body(shop)
    }
    try await server.dropDatabase(name)
  }

  /// Runs the tool, which must succeed.
  @discardableResult
  func succeed(_ arguments: String...) throws -> String {
    let result = try tool.run(arguments, environment: environment)
    #expect(result.code == 0, "\(arguments): \(result.err)")
    return result.out
  }

  /// Runs the tool, which must end with the code and one message that holds the words, and change neither the catalog nor
  /// the ledger.
  func refuse(
    _ arguments: [String], _ code: Int32, _ words: [String], environment: [String: String] = [:]
  ) async throws {
    let before = try await state()
    let result = try tool.run(arguments, environment: self.environment.merging(environment) { $1 })
    #expect(result.code == code, "\(arguments): \(result.out)\(result.err)")
    #expect(result.err.ranges(of: "error: ").count == 1, "\(result.err)")
    for word in words { #expect(result.err.contains(word), "\(arguments): \(result.err)") }
    #expect(try await state() == before, "\(arguments)")
  }

  private func state() async throws -> [String] {
    let there = try await connection.run("SELECT to_regclass('bailiwick_ledger.migrations') IS NOT NULL").rows
    let ledger =
      there == [["t"]]
      ? try await connection.run("SELECT m::text FROM bailiwick_ledger.migrations m ORDER BY 1").rows : []
    return [try await SchemaSnapshot.read(from: connection).json.canonicalText, "\(ledger)"]
  }
}
