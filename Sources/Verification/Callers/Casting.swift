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
  /// Who could not be made, since something of the plan is not there that makes them.
  var missing: [Unproven] = []
  /// Principals are counted, so that a run gives them the same ids every time.
  var number = 5_000

  mutating func nextNumber() -> Int {
    number += 1
    return number
  }
}

extension Verification {
  /// Callers of each binding: each role in both tenants, each role that reaches all, and several kinds of nobody.
  func cast(_ tenants: TenantPair, _ fixture: inout Fixture) async throws -> Cast {
    // Callers log in again and again, which takes longer the more often their passwords are hashed.
    let provisioner = Provisioner(connection: observer, policy: declared, iterations: 1)
    do { for (_, key) in tenants.both { try await provisioner.addTenant(key) } } catch ProvisioningError.unknownTenant {
      // The schema lets no row of a tenant in, which is said where rows are made: nobody acts, and nothing is proven.
      return Cast()
    }
    var cast = Cast()
    if policy.bindings.login { try await addLogins(tenants, provisioner, &cast) }
    if policy.bindings.pooled { try await addPool(tenants, provisioner, &fixture, &cast) }
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
    /// Makes a caller nobody, though the login is a member of its roles.
    func nobody(
      _ label: String, _ roles: [String], _ tenant: (label: String, key: String)?, _ statement: String
    ) async throws {
      var caller = try await add(label, roles, tenant)
      try await withoutTriggers(label.hasSuffix(Self.ofSuspended)) {
        _ = try await observer.run(statement, [caller.login])
      }
      caller.actor.active = false
      caller.tenantKey = nil
      cast.callers.append(caller)
    }
    let suspend = """
      UPDATE bailiwick.principals SET active = false
      WHERE id = (SELECT principal_id FROM bailiwick.logins WHERE login = $1)
      """
    let expire = "UPDATE bailiwick.logins SET expires_at = pg_catalog.statement_timestamp() WHERE login = $1"
    if let role = ordinaryRoles.first {
      try await nobody("suspended \(role) of A", ordinaryRoles, tenants.both[0], suspend)
      try await nobody("expired \(role) of A", ordinaryRoles, tenants.both[0], expire)
      try await nobody(
        "\(role) of A\(Self.ofSuspended)", ordinaryRoles, tenants.both[0],
        "UPDATE bailiwick.logins SET tenant_active = false WHERE login = $1")
      try await nobody(
        "\(role) of A without identity", ordinaryRoles, tenants.both[0], "DELETE FROM bailiwick.logins WHERE login = $1"
      )
    }
    try await addAnonymousLogins(tenants, provisioner, &cast)
    // Who reaches all is nobody by policies of its own.
    if let far = farRole { try await nobody("suspended \(far) of all", [far], nil, suspend) }
  }

  /// A role that reaches all tenants.
  var farRole: String? { policy.roles.first { $0.reach == .allTenants }?.name }

  /// What the label of a caller ends with whose tenant is suspended: in its own row alone, since others act for the tenant.
  static var ofSuspended: String { ", tenant suspended" }

  /// Runs the body; where it is said, without the keys that hold a row to the status of its tenant.
  func withoutTriggers(_ isWithout: Bool, _ body: () async throws -> Void) async throws {
    if isWithout { _ = try await observer.run("SET session_replication_role = replica") }
    try await body()
    if isWithout { _ = try await observer.run("RESET session_replication_role") }
  }

  /// The roles that keep to a tenant, of those that persons hold.
  var ownRoles: [String] { policy.roles.filter { $0.reach == .ownTenant && !$0.anonymous }.map(\.name) }

  /// Those of them that may be held together and without an end.
  var ordinaryRoles: [String] { ownRoles.filter { $0 != policy.promotions.support?.role } }

  /// Who is worth asking: each role alone, and as many of a tenant's together as may be.
  func parts(
    _ tenants: TenantPair
  ) -> [(label: String, roles: [String], tenant: (label: String, key: String)?)] {
    let own = ownRoles.filter { canBeHeld([$0]) }.flatMap { role in
      tenants.both.map { (label: "\(role) of \($0.label)", roles: [role], tenant: Optional($0)) }
    }
    let far = policy.roles.filter { $0.reach == .allTenants }.map {
      (label: "\($0.name) of all", roles: [$0.name], tenant: (label: String, key: String)?.none)
    }
    let most = together
    let named = most.count == ordinaryRoles.count ? "all roles" : most.joined(separator: " and ")
    let all = (label: "\(named) of A", roles: most, tenant: Optional(tenants.both[0]))
    // Held together at different places, roles of a level must not lend each other theirs.
    let levelRoles = policy.roles.filter { $0.level != nil }.map(\.name)
    let apart = (label: "level roles of A, apart", roles: levelRoles, tenant: Optional(tenants.both[0]))
    return own + far + (most.count > 1 ? [all] : []) + (levelRoles.count > 1 ? [apart] : [])
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
    policy.members?.person
      ?? policy.tables.lazy.compactMap { table in table.personColumn.flatMap { table.table.column($0) } }.first
      ?? policy.tables.lazy.flatMap(\.columnsOfAskers).first
  }
}
