import Database
import IntentOracle
import PolicyModel
import Provisioning
import SchemaModel

/// Who asks in a sandbox.
struct Cast: Sendable {
  var callers: [Caller] = []
  /// The statements that make each caller, by its label, for witnesses.
  var statements: [String: String] = [:]
  /// Principals are counted, so that a run gives them the same ids every time.
  var number = 5_000

  mutating func nextNumber() -> Int {
    number += 1
    return number
  }
}

extension Verification {
  /// Callers of each binding: each role in both tenants, each role that reaches all, and several kinds of nobody.
  func cast(_ tenants: TenantPair) async throws -> Cast {
    let provisioner = Provisioner(connection: observer, policy: declared)
    for (_, key) in tenants.both { try await provisioner.addTenant(key) }
    var cast = Cast()
    if policy.bindings.login { try await addLogins(tenants, provisioner, &cast) }
    if policy.bindings.pooled { try await addPool(tenants, provisioner, &cast) }
    return cast
  }

  /// A login of each role in both tenants, one of each role that reaches all, a suspended one, one without an identity.
  private func addLogins(_ tenants: TenantPair, _ provisioner: Provisioner, _ cast: inout Cast) async throws {
    func add(_ label: String, _ roles: [String], _ tenant: (label: String, key: String)?) async throws -> Caller {
      let new = try await provisioner.addPrincipal(
        id: principalID(cast.nextNumber()), tenant: tenant?.key, roles: roles)
      cast.statements[label] = Witness.login(
        new.login, principal: new.principal, tenant: tenant?.key, roles: roles, policy: policy.name)
      return Caller(
        label: label, login: new.login, password: new.password, tenantKey: tenant?.key,
        actor: actor(new.principal, tenant?.key, roles))
    }
    for part in parts(tenants) {
      cast.callers.append(try await add(part.label, part.roles, part.tenant))
    }
    // Nobody in two ways: an identity that is suspended, and none, though the login is a member of every role.
    guard let role = ordinaryRoles.first else { return }
    let nobodies = [
      (
        "suspended \(role) of A",
        """
        UPDATE bailiwick.principals SET active = false
        WHERE id = (SELECT principal_id FROM bailiwick.logins WHERE login = $1)
        """
      ),
      ("\(role) of A without identity", "DELETE FROM bailiwick.logins WHERE login = $1"),
    ]
    for (label, statement) in nobodies {
      var caller = try await add(label, ordinaryRoles, tenants.both[0])
      _ = try await observer.run(statement, [caller.login])
      caller.actor.active = false
      caller.tenantKey = nil
      cast.callers.append(caller)
    }
  }

  /// The roles that keep to a tenant.
  var ownRoles: [String] { policy.roles.filter { $0.reach == .ownTenant }.map(\.name) }

  /// Those of them that may be held together and without an end.
  var ordinaryRoles: [String] { ownRoles.filter { $0 != policy.promotions.support?.role } }

  /// Who is worth asking: each role alone, and all of a tenant's together.
  func parts(
    _ tenants: TenantPair
  ) -> [(label: String, roles: [String], tenant: (label: String, key: String)?)] {
    let own = ownRoles.flatMap { role in
      tenants.both.map { (label: "\(role) of \($0.label)", roles: [role], tenant: Optional($0)) }
    }
    let far = policy.roles.filter { $0.reach == .allTenants }.map {
      (label: "\($0.name) of all", roles: [$0.name], tenant: (label: String, key: String)?.none)
    }
    let all = (label: "all roles of A", roles: ordinaryRoles, tenant: Optional(tenants.both[0]))
    // Held together at different places, roles of a level must not lend each other theirs.
    let levelRoles = policy.roles.filter { $0.level != nil }.map(\.name)
    let apart = (label: "level roles of A, apart", roles: levelRoles, tenant: Optional(tenants.both[0]))
    return own + far + (ordinaryRoles.count > 1 ? [all] : []) + (levelRoles.count > 1 ? [apart] : [])
  }

  /// What the oracle knows of a principal.
  func actor(_ principal: String, _ tenant: String?, _ roles: [String]) -> Actor {
    let far = policy.role(roles[0])?.reach == .allTenants
    return Actor(
      principal: Value(printed: principal, type: principalColumn?.type ?? "uuid"),
      tenant: far ? nil : tenant.map { Value(printed: $0, type: policy.tenants.type) }, roles: Set(roles))
  }

  /// The id of the principal of that number; nil where the server makes one.
  func principalID(_ number: Int) -> String? { principalColumn.flatMap { TypedValues.plain($0, number) } }

  private var principalColumn: Column? {
    policy.tables.lazy.compactMap { table in table.personColumn.flatMap { table.table.column($0) } }.first
  }
}
