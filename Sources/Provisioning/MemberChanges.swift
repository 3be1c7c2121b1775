import PolicyModel
import SQLSyntax

extension Provisioner {
  /// Whether the name means a login, rather than a member.
  package func meansLogin(_ name: String) async throws(ProvisioningError) -> Bool {
    guard policy.hasLogins else { return false }
    guard policy.hasPools else { return true }
    if try await isAnonymous(name) { return true }
    return try await count("SELECT count(*) FROM bailiwick.logins WHERE login = $1", name) > 0
  }

  /// Gives a member a further role; sessions that are open have it from their next statement on.
  /// - Parameter tenant: Which of its memberships is meant; nil where it has one.
  /// - Returns: The tenant; nil where all are reached.
  @discardableResult
  package func grant(
    _ role: String, toMember principal: String, tenant: String?
  ) async throws(ProvisioningError) -> String? {
    try await transaction { () throws(ProvisioningError) in
      let held = try await membership(of: principal, tenant: tenant)
      try needOwnMembers(in: held.tenant, held.roles)
      guard !held.roles.contains(role) else { return held.tenant }
      guard try reachesAll(held.roles + [role]) == (held.tenant == nil) else {
        throw ProvisioningError.mixedReach(held.roles + [role])
      }
      try await set(held.id, to: held.roles + [role])
      return held.tenant
    }
  }

  /// Takes a role from a member; sessions that are open go on without it from their next statement on, or, where a
  /// transaction keeps to its snapshot, from the next transaction.
  @discardableResult
  package func revoke(
    _ role: String, fromMember principal: String, tenant: String?
  ) async throws(ProvisioningError) -> String? {
    try await transaction { () throws(ProvisioningError) in
      let held = try await membership(of: principal, tenant: tenant)
      try needOwnMembers(in: held.tenant, held.roles)
      guard held.roles.contains(role) else { throw ProvisioningError.roleNotHeld(role, held.roles) }
      guard held.roles.count > 1 else { throw ProvisioningError.lastRole(role) }
      try await set(held.id, to: held.roles.filter { $0 != role })
      try await forgetLevels(of: role, membership: held.id)
      return held.tenant
    }
  }

  struct Held {
    var id: String
    var tenant: String?
    var roles: [String]
  }

  /// The membership that is meant, locked until the transaction ends: two changes at once come one after the other.
  func membership(of principal: String, tenant: String?) async throws(ProvisioningError) -> Held {
    try needPools()
    let roles = try await catchUp()
    let found = try await ask(
      """
      SELECT m.id::text, m.tenant_id::text, pg_catalog.array_to_string(\(roles), ',') FROM bailiwick.memberships m
      WHERE m.principal_id::text = $1 AND ($2::text IS NULL OR m.tenant_id::text = $2) ORDER BY 2 NULLS LAST FOR UPDATE
      """, [principal, tenant]
    ).map { row in
      Held(id: row[0] ?? "", tenant: row[1], roles: (row[2] ?? "").split(separator: ",").map(String.init))
    }
    guard let held = found.first else { throw .notMember(principal, tenant: tenant) }
    guard found.count == 1 else { throw .severalMemberships(principal, found.map { $0.tenant ?? "all tenants" }) }
    return held
  }

  private func set(_ membership: String, to roles: [String]) async throws(ProvisioningError) {
    _ = try await ask(
      "UPDATE bailiwick.memberships SET roles = \(Expression.texts(Set(roles).sorted()).sql) WHERE id::text = $1",
      [membership])
  }
}
