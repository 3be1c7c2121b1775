import Database
import Enforcement
import Foundation
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport

/// An example, installed on a server of its own with two tenants.
struct BoundExample: Sendable {
  let example: Example
  let superuser: Connection
  let target: ConnectionTarget
  let provisioner: Provisioner
  let tenants: [String]

  static func start(
    _ name: String, tenants: [String], major: Int, for suite: String = "snippets"
  ) async throws -> BoundExample {
    guard let example = Example.all.first(where: { $0.name == name }) else { throw Missing(name: name) }
    let server = try await TestServer.start(for: "\(suite) \(name)", major: major)
    let target = try await server.createDatabase("drivers")
    let superuser = try await Connection.open(target)
    _ = try await superuser.script(example.sql)
    let policy = try ResolvedPolicy(example.policy, in: example.snapshot)
    for step in Plan.empty.steps(to: try Plan(policy, snapshot: try example.snapshot)) {
      _ = try await superuser.script(step.step.statement.sql)
    }
    let provisioner = Provisioner(connection: superuser, policy: example.policy)
    for tenant in tenants {
      _ = try await superuser.run("INSERT INTO \(policy.tenants.table) (id, name) VALUES ($1, 'a tenant')", [tenant])
      try await provisioner.addTenant(tenant)
    }
    return BoundExample(
      example: example, superuser: superuser, target: target, provisioner: provisioner, tenants: tenants)
  }

  /// What a driver takes.
  func url(_ user: String, _ password: Secret, port: Int? = nil) -> String {
    "postgresql://\(user):\(password.reveal())@127.0.0.1:\(port ?? target.port ?? 0)/\(target.database ?? "")"
  }

  struct Missing: Error { let name: String }
}
