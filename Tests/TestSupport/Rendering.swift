import Foundation
import Migration
package import PolicyModel
package import Sandbox
package import SchemaModel
package import SelfTest

/// An example by one binding, in the SQL of one engine.
package struct Rendering: Sendable {
  let example: Example
  let bindings: [BindClause]
  let engine: Engine?
  /// Whether people from outside are let in too, and something counts: what no example has beside the rest.
  let isWhole: Bool

  /// By the example's own bindings where none is named, in PostgreSQL's own SQL where no engine is.
  package init(_ example: Example, by bindings: [BindClause] = [], in engine: Engine? = nil, isWhole: Bool = false) {
    (self.example, self.bindings, self.engine, self.isWhole) = (example, bindings, engine, isWhole)
  }

  private static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .hours(12))))
  /// CockroachDB in the version whose SQL is shown.
  package static let cockroach = Engine(.cockroachdb, 25, 4)

  /// Every one that PostgreSQL executes.
  package static let all: [Rendering] = Example.all.flatMap { example -> [Rendering] in
    let own = [Rendering(example), Rendering(example, in: cockroach)]
    let others = example.policy.bindings.isEmpty ? [session, BindClause(.setting)] : []
    // Whoever has no person comes by settings in another way than by sessions.
    let nobodys = example.policy.roles.contains(where: \.anonymous) ? [BindClause(.setting)] : []
    return own
      + (others + nobodys).flatMap { bind in
        [Rendering(example, by: [bind]), Rendering(example, by: [bind], in: cockroach)]
      }
  }

  /// `freight session cockroachdb`
  package var words: String {
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
  package func bench(on server: Sandbox) async throws -> Bench {
    var folder = try MigrationFolder(path: "/nonexistent")
    let sql = try example.sql + (isWhole ? "\nCREATE SEQUENCE \(example.schema).numbers;" : "")
    folder.files = [MigrationFile(version: "0001", name: "app", up: sql, down: nil, path: "0001_app")]
    return try await Bench.build(
      policy, for: try example.snapshot, folder: folder, engine: engine, on: server)
  }
}
