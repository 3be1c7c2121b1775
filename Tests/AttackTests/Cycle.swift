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
  private let variant: Variant

  init(on connection: Connection, _ variant: Variant) async throws {
    self.connection = connection
    self.variant = variant
    statements = try Self.statements(variant)
    _ = try await connection.script(Example.freight.sql)
    _ = try await connection.script(Fixture.sql)
    kept["nothing"] = try await CatalogListing.read(connection)
  }

  /// What the policy generates where nothing stands yet.
  static func statements(_ variant: Variant) throws -> (up: [String], down: [String]) {
    let generation = try Generation(
      policy: variant.policy, schema: Example.freight.snapshot, since: nil, version: "0001")
    return (generation.up.map(\.step.statement.sql), generation.down.map(\.step.statement.sql))
  }

  mutating func run(_ check: Check) async throws -> Outcome {
    var outcome = Outcome.nothing
    for step in check.steps {
      switch step {
      case .install:
        outcome = outcome.adding("\(try await Guard.run(statements.up, on: connection).count)")
        // Somebody comes, and goes before the policy does.
        let provisioner = Provisioner(connection: connection, policy: variant.policy)
        switch variant {
        case .login:
          let new = try await provisioner.addPrincipal(id: nil, tenant: ID.alder, roles: ["viewer"])
          try await provisioner.removePrincipal(new.login)
        case .session:
          let new = try await provisioner.addMember(id: nil, tenant: ID.alder, roles: ["viewer"])
          try await provisioner.removeMember(new, tenant: ID.alder)
        }
        if kept["installed"] == nil { kept["installed"] = try await CatalogListing.read(connection) }
      case .uninstall:
        outcome = outcome.adding("\(try await Guard.run(statements.down, on: connection).count)")
      case .compare(let name):
        let now = try await CatalogListing.read(connection)
        for line in now.symmetricDifference(kept[name] ?? []).sorted() { outcome = outcome.adding(line) }
      case .sql, .copy, .bind, .writeMargin, .meanwhile:
        throw DatabaseError(.usage, "a step of a login, not of migrations")
      }
    }
    return outcome
  }
}
