import PolicyModel
import SQLSyntax

/// What a principal may be in a tenant, where several principals share a login.
package struct MembershipStatus: Sendable, Hashable {
  /// The principal's id.
  package var principal: String
  /// The tenant; nil where all are reached.
  package var tenant: String?
  /// The roles granted directly.
  package var roles: [String]
  /// `active`, or what stops it.
  package var state: String
  /// Sessions that are open now.
  package var sessions: Int
}

extension Provisioner {
  /// Lets a principal act for a tenant, or for all, by sessions or settings: a membership, and no login of its own.
  /// - Parameters:
  ///   - id: The principal's id; nil makes a new uuid.
  ///   - tenant: The tenant that it acts for; nil for roles that reach all.
  ///   - roles: The policy's roles; they replace those that it had in the tenant.
  /// - Returns: The principal's id as the server spells it.
  @discardableResult
  package func addMember(id: String?, tenant: String?, roles: [String]) async throws(ProvisioningError) -> String {
    let far = try reachesAll(roles)
    if far && tenant != nil { throw .tenantNotWanted(roles) }
    if !far && tenant == nil { throw .tenantMissing(roles) }
    let wanted = try await principalID(id)
    return try await transaction { () throws(ProvisioningError) in
      let principal = try await principal(wanted, for: tenant)
      let list = Expression.texts(Set(roles).sorted()).sql
      let change = """
        UPDATE bailiwick.memberships SET roles = \(list)
        WHERE principal_id::text = $1 AND tenant_id::text IS NOT DISTINCT FROM $2 RETURNING 1
        """
      // Which keys keep memberships apart differs by engine, so no key is named: whoever lost a race finds the row there.
      let add = """
        INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles)
        SELECT p.id, p.active, t.id, coalesce(t.active, true), \(list)
        FROM bailiwick.principals p LEFT JOIN bailiwick.tenants t ON t.id::text = $2 WHERE p.id::text = $1
        ON CONFLICT DO NOTHING RETURNING 1
        """
      for statement in [change, add, change] {
        if try await ask(statement, [principal, tenant]).count == 1 { return principal }
      }
      throw ProvisioningError.unknownPrincipal(principal)
    }
  }

  /// Holds a role at more of a level, where the principal is a member.
  /// - Parameter ids: Keys of the level's table; those of other tenants open nothing.
  package func hold(
    _ role: String, at ids: [String], principal: String, tenant: String
  ) async throws(ProvisioningError) {
    for id in ids {
      _ = try await ask(
        """
        INSERT INTO bailiwick.membership_levels (membership_id, role, level_id)
        SELECT id, $1, $2 FROM bailiwick.memberships WHERE principal_id::text = $3 AND tenant_id::text = $4
        ON CONFLICT DO NOTHING
        """, [role, id, principal, tenant])
    }
  }

  /// Takes a principal's membership in a tenant, or its membership in all; its sessions there end with it.
  package func removeMember(_ principal: String, tenant: String?) async throws(ProvisioningError) {
    let gone = try await ask(
      "DELETE FROM bailiwick.memberships WHERE principal_id::text = $1 AND tenant_id::text IS NOT DISTINCT FROM $2 RETURNING 1",
      [principal, tenant])
    guard !gone.isEmpty else { throw .unknownPrincipal(principal) }
  }

  /// Every membership, by tenant and principal.
  package func members() async throws(ProvisioningError) -> [MembershipStatus] {
    let open =
      policy.bindings.contains { if case .session = $0.binding { true } else { false } }
      ? "(SELECT count(*) FROM bailiwick.sessions s WHERE s.membership_id = m.id AND s.expires_at > statement_timestamp())"
      : "0"
    return try await ask(
      """
      SELECT m.principal_id::text, m.tenant_id::text, pg_catalog.array_to_string(m.roles, ','),
        CASE WHEN NOT m.principal_active THEN 'suspended' WHEN NOT m.tenant_active THEN 'tenant suspended'
          WHEN m.valid_until <= statement_timestamp() THEN 'ended' ELSE 'active' END, \(open)
      FROM bailiwick.memberships m ORDER BY 2 NULLS LAST, 1
      """
    ).map { row in
      MembershipStatus(
        principal: row[0] ?? "", tenant: row[1], roles: (row[2] ?? "").split(separator: ",").map(String.init),
        state: row[3] ?? "", sessions: row[4].flatMap { Int($0) } ?? 0)
    }
  }
}
