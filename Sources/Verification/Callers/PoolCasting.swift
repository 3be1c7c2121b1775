import Database
import IntentOracle
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel

extension Verification {
  /// Principals that share the login of a pool, each bound on a connection of its own; then everybody who must not be bound:
  /// nobody, an ended session, a suspended principal, a session of another pool, a token that no session has.
  func addPool(
    _ tenants: TenantPair, _ provisioner: Provisioner, _ fixture: inout Fixture, _ cast: inout Cast
  ) async throws {
    let pool = try await provisioner.addService(.pool)
    let both = policy.bindings.login
    func bound(_ label: String, _ roles: [String], _ tenant: (label: String, key: String)?) async throws -> Caller? {
      let id = principalID(cast.nextNumber())
      let principal: String
      if let members = policy.members, let tenant, let id, !isForSupport(roles) {
        // Whoever is somebody is it by a row of the application's, as everybody will be.
        try await fixture.makeMember(members, id, of: tenant.key, roles)
        principal = id
        guard try await isMember(id, tenant.key) else {
          cast.missing.append(Unproven(table: members.table, reason: "its row makes nobody \(label)"))
          return nil
        }
      } else {
        principal = try await provisioner.addMember(
          id: id, tenant: tenant?.key, roles: roles, lasting: isForSupport(roles) ? 3_600 : nil)
      }
      var caller = Caller(
        label: both ? "\(label), bound" : label, login: pool.login, password: pool.password, tenantKey: tenant?.key,
        actor: actor(principal, tenant?.key, roles))
      caller.actor.shared = true
      (caller.binding, caller.credentials) = (.setting, [principal, tenant?.key ?? ""])
      if let window = policy.bindings.session {
        let token = try await provisioner.openSession(
          principal: principal, tenant: tenant?.key, pool: pool.login, seconds: min(window.lifetime.seconds, 3_600))
        (caller.binding, caller.credentials) = (.session, [token.reveal()])
      }
      cast.statements[caller.label] = Witness.member(
        pool.login, principal: principal, tenant: tenant?.key, roles: roles, policy: policy.name,
        token: policy.bindings.session == nil ? nil : caller.credentials[0],
        ownRow: policy.members != nil && tenant != nil && !isForSupport(roles))
      return caller
    }
    for part in parts(tenants) {
      if let caller = try await bound(part.label, part.roles, part.tenant) { cast.callers.append(caller) }
    }
    if let role = together.first, let (now, change) = demotion,
      var caller = try await bound("\(now) of A, once \(role)", together, tenants.both[0])
    {
      for (statement, value) in change {
        _ = try await observer.run(statement.sql, [value, caller.actor.principal?.printed])
      }
      cast.statements[caller.label, default: ""] += change.map { statement, value in
        "\n\(statement.sql(with: [value, caller.actor.principal?.printed]));"
      }.joined()
      caller.actor.roles = [now]
      cast.callers.append(caller)
    }
    /// Makes a caller nobody, and lets it make the settings of a bind by hand: bind itself would refuse it.
    func nobody(_ label: String, far: String? = nil, _ statements: String...) async throws {
      guard
        var caller = try await bound(label, far.map { [$0] } ?? together, far == nil ? tenants.both[0] : nil)
      else { return }
      try await withoutTriggers(label.hasSuffix(Self.ofSuspended)) {
        for statement in statements { _ = try await observer.run(statement, [caller.actor.principal?.printed]) }
      }
      caller.binding = policy.bindings.session == nil ? .forgedSetting : .forgedSession
      caller.actor = .unbound
      caller.tenantKey = nil
      cast.callers.append(caller)
    }
    try await addAnonymous(tenants, pool, provisioner, &cast)
    try await addAnonymousMembers(tenants, pool, provisioner, &cast)
    let suspend = "UPDATE bailiwick.principals SET active = false WHERE id::text = $1"
    if let far = farRole { try await nobody("suspended \(far) of all", far: far, suspend) }
    guard let role = together.first else {
      return cast.callers.append(unbound(pool))
    }
    try await nobody("suspended \(role) of A", suspend)
    try await nobody(
      "\(role) of A, membership ended",
      "UPDATE bailiwick.memberships SET valid_until = pg_catalog.statement_timestamp() WHERE principal_id::text = $1")
    let still = "SET tenant_active = false WHERE principal_id::text = $1"
    if policy.bindings.session != nil && engine == .postgresql {
      try await nobody(
        "\(role) of A\(Self.ofSuspended)", "UPDATE bailiwick.memberships \(still)", "UPDATE bailiwick.sessions \(still)"
      )
    } else {
      try await nobody("\(role) of A\(Self.ofSuspended)", "UPDATE bailiwick.memberships \(still)")
    }
    try await nobody(
      "\(role) of A without membership", dismissal)
    if let members = policy.members, members.condition != nil {
      if let values = fixture.values(thatCount: false, members),
        var caller = try await bound("\(role) of A, row not counted", together, tenants.both[0])
      {
        cast.statements[caller.label, default: ""] += try await uncount(&caller, values, members)
        cast.callers.append(caller)
      } else {
        cast.missing.append(
          Unproven(table: members.table, reason: "no row is known that Members leaves out", clause: members.location))
      }
    }
    if policy.bindings.session != nil {
      try await nobody(
        "expired \(role) of A",
        "UPDATE bailiwick.sessions SET expires_at = pg_catalog.statement_timestamp() WHERE principal_id::text = $1")
      try await nobody(
        "idle \(role) of A",
        "UPDATE bailiwick.sessions SET idle_at = pg_catalog.statement_timestamp() WHERE principal_id::text = $1")
      try await nobody(
        "\(role) of A on another pool",
        "UPDATE bailiwick.sessions SET pool = 'another' WHERE principal_id::text = $1")
    }
    cast.callers.append(unbound(pool))
  }

  private func unbound(_ pool: (login: String, password: Secret)) -> Caller {
    Caller(label: "unbound", login: pool.login, password: pool.password, actor: .unbound)
  }
}
