import Database
import Enforcement
import Migration
import Provisioning
import SQLSyntax
import TestSupport

/// The generated steps over a database with the application's rows: there, back, and again.
struct Cycle {
  private let connection: Connection
  private let statements: (up: [String], down: [String])
  private var kept: [String: Set<String>] = [:]

  init(on connection: Connection) async throws {
    self.connection = connection
    statements = try Self.statements
    _ = try await connection.script(Example.freight.sql)
    _ = try await connection.script(Fixture.sql)
    kept["nothing"] = try await CatalogListing.read(connection)
  }

  /// What the policy generates where nothing stands yet.
  static var statements: (up: [String], down: [String]) {
    get throws {
      let generation = try Generation(
        policy: Example.freight.policy, schema: Example.freight.snapshot, since: nil, version: "0001")
      return (generation.up.map(\.step.statement.sql), generation.down.map(\.step.statement.sql))
    }
  }

  mutating func run(_ check: Check) async throws -> Outcome {
    var outcome = Outcome.nothing
    for step in check.steps {
      switch step {
      case .install:
        outcome = outcome.adding("\(try await Guard.run(statements.up, on: connection).count)")
        // Somebody comes, and goes before the policy does.
        let provisioner = Provisioner(connection: connection, policy: Example.freight.policy)
        let new = try await provisioner.addPrincipal(id: nil, tenant: ID.alder, roles: ["viewer"])
        try await provisioner.removePrincipal(new.login)
        if kept["installed"] == nil { kept["installed"] = try await CatalogListing.read(connection) }
      case .uninstall:
        outcome = outcome.adding("\(try await Guard.run(statements.down, on: connection).count)")
      case .compare(let name):
        let now = try await CatalogListing.read(connection)
        for line in now.symmetricDifference(kept[name] ?? []).sorted() { outcome = outcome.adding(line) }
      case .sql, .copy, .meanwhile: throw DatabaseError(.usage, "a step of a login, not of migrations")
      }
    }
    return outcome
  }
}
