package import Database
import Enforcement
import Foundation
import PolicyModel
package import Provisioning
import SQLSyntax
import Sandbox
package import SchemaModel
import Verification

/// An example, installed on a server of its own with the tenants that a test names.
package struct BoundExample: Sendable {
  /// An operator's connection.
  package let superuser: Connection
  /// The operator's way to the database.
  package let target: ConnectionTarget
  /// What makes people.
  package let provisioner: Provisioner
  /// The tenants.
  package let tenants: [String]

  /// Installs the example; each suite has a server of its own, where each example is installed once. `engine`: whose words
  /// are installed, those for CockroachDB as far as PostgreSQL has them.
  package static func start(
    _ name: String, tenants: [String], major: Int, engine: Engine? = nil, for suite: String
  ) async throws -> BoundExample {
    guard let example = Example.all.first(where: { $0.name == name }) else { throw Missing(name: name) }
    let server = try await TestServer.start(for: "\(suite) \(name)\(engine == nil ? "" : " elsewhere")", major: major)
    let target = try await server.createDatabase("example")
    let superuser = try await Connection.open(target)
    _ = try await superuser.script(example.sql)
    let policy = try ResolvedPolicy(example.policy, in: example.snapshot)
    for step in Plan.empty.steps(to: try Plan(policy, snapshot: try example.snapshot, engine: engine)) {
      let statement = step.step.statement
      _ = try await superuser.script(
        engine == nil ? statement.sql : StandIn.written(statement, database: target.database ?? ""))
    }
    let provisioner = Provisioner(connection: superuser, policy: example.policy)
    for tenant in tenants {
      _ = try await superuser.run("INSERT INTO \(policy.tenants.table) (id, name) VALUES ($1, 'a tenant')", [tenant])
      try await provisioner.addTenant(tenant)
    }
    return BoundExample(superuser: superuser, target: target, provisioner: provisioner, tenants: tenants)
  }

  /// What a driver takes.
  package func url(_ user: String, _ password: Secret) -> String {
    "postgresql://\(user):\(password.reveal())@127.0.0.1:\(target.port ?? 0)/\(target.database ?? "")"
  }

  /// A connection of a login.
  package func connect(_ login: String, _ password: Secret) async throws(DatabaseError) -> Connection {
    try await Connection.open(target.with(user: login, password: password))
  }

  struct Missing: Error { let name: String }
}
