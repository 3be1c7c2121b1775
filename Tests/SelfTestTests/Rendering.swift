import Foundation
import Migration
import PolicyModel
import SchemaModel
import SelfTest
import TestSupport
import Testing

/// An example by one binding, in the SQL of one engine.
struct Rendering: Sendable, CustomTestStringConvertible {
  let example: Example
  var bindings: [BindClause] = []
  var engine: Engine?
  /// Whether people from outside are let in too, and something counts: what no example has beside the rest.
  var isWhole = false

  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .hours(12))))
  static let cockroach = Engine(.cockroachdb, 25, 4)

  /// Every one that PostgreSQL executes.
  static let all: [Rendering] = Example.all.flatMap { example -> [Rendering] in
    let own =
      [Rendering(example: example), Rendering(example: example, engine: cockroach)]
    let others = example.policy.bindings.isEmpty ? [session, BindClause(.setting)] : []
    // Whoever has no person comes by settings in another way than by sessions.
    let nobodys = example.policy.roles.contains(where: \.anonymous) ? [BindClause(.setting)] : []
    return own
      + (others + nobodys).flatMap { bind in
        [
          Rendering(example: example, bindings: [bind]),
          Rendering(example: example, bindings: [bind], engine: cockroach),
        ]
      }
  }

  /// `freight session cockroachdb`
  var testDescription: String {
    let bind =
      policy.bindings.isEmpty ? "login" : policy.bindings.map { "\($0.binding.kind.rawValue)" }.joined(separator: "+")
    return "\(example.name) \(bind) \(engine == nil ? "postgresql" : "cockroachdb")"
  }

  var policy: Policy {
    var policy = example.policy
    if !bindings.isEmpty { policy.bindings = bindings }
    if isWhole {
      policy.roles.append(RoleClause("helper"))
      policy.support = [SupportClause("helper", grantedBy: "admin", upTo: .hours(8))]
    }
    return policy
  }

  /// Installed and seeded on the server.
  func bench(_ suite: String) async throws -> Bench {
    var folder = try MigrationFolder(path: "/nonexistent")
    let sql = try example.sql + (isWhole ? "\nCREATE SEQUENCE \(example.schema).numbers;" : "")
    folder.files = [MigrationFile(version: "0001", name: "app", up: sql, down: nil, path: "0001_app")]
    return try await Bench.build(
      policy, for: try example.snapshot, folder: folder, engine: engine, on: try await TestServer.start(for: suite))
  }
}
