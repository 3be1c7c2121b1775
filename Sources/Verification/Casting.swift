import Database
import IntentOracle
import PolicyModel
import Provisioning
import SchemaModel

extension Verification {
  /// A login of each role in both tenants, one of each role that reaches all, a suspended one, one without an identity.
  func callers(
    _ tenants: TenantPair
  ) async throws -> (callers: [Caller], statements: [String: String], locked: [StructuralFinding]) {
    let provisioner = Provisioner(connection: observer, policy: declared)
    for (_, key) in tenants.both { try await provisioner.addTenant(key) }
    var callers: [Caller] = []
    var statements: [String: String] = [:]
    var number = 5_000
    var locked: [StructuralFinding] = []
    func add(_ label: String, _ roles: [String], _ tenant: (label: String, key: String)?) async throws {
      number += 1
      let id = principalColumn.flatMap { TypedValues.plain($0, number) }
      let new = try await provisioner.addPrincipal(id: id, tenant: tenant?.key, roles: roles)
      let connection: Connection
      do {
        connection = try await Connection.open(target.with(user: new.login, password: new.password))
      } catch {
        locked.append(StructuralFinding("\(label) cannot log in: \(error)"))
        return
      }
      let far = policy.role(roles[0])?.reach == .allTenants
      let actor = Actor(
        principal: Value(printed: new.principal, type: principalColumn?.type ?? "uuid"),
        tenant: far ? nil : tenant.map { Value(printed: $0.key, type: policy.tenants.type) }, roles: Set(roles))
      callers.append(
        Caller(
          label: label, login: new.login, tenantKey: tenant?.key,
          actor: actor, connection: connection))
      statements[new.login] = Witness.login(
        new.login, principal: new.principal, tenant: tenant?.key, roles: roles, policy: policy.name)
    }
    for role in policy.roles where role.reach == .ownTenant {
      for tenant in tenants.both { try await add("\(role.name) of \(tenant.label)", [role.name], tenant) }
    }
    for role in policy.roles where role.reach == .allTenants { try await add("\(role.name) of all", [role.name], nil) }
    if let role = policy.roles.first(where: { $0.reach == .ownTenant }) {
      let all = policy.roles.filter { $0.reach == .ownTenant }.map(\.name)
      if all.count > 1 { try await add("all roles of A", all, tenants.both[0]) }
      // Nobody in two ways: an identity that is suspended, and none, though the login is a member of every role.
      let nobodies = [
        (
          "suspended \(role.name) of A",
          """
          UPDATE bailiwick.principals SET active = false
          WHERE id = (SELECT principal_id FROM bailiwick.logins WHERE login = $1)
          """
        ),
        ("\(role.name) of A without identity", "DELETE FROM bailiwick.logins WHERE login = $1"),
      ]
      for (label, statement) in nobodies {
        try await add(label, all, tenants.both[0])
        guard let last = callers.indices.last, callers[last].label == label else { continue }
        _ = try await observer.run(statement, [callers[last].login])
        callers[last].actor.active = false
        callers[last].tenantKey = nil
      }
    }
    return (callers, statements, locked)
  }

  private var principalColumn: Column? {
    policy.tables.lazy.compactMap { table in table.personColumn.flatMap { table.table.column($0) } }.first
  }
}
