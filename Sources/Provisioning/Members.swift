import PolicyModel
import SQLSyntax

/// What a principal may be in a tenant, where several principals share a login.
package struct MembershipStatus: Sendable, Hashable {
  /// The principal's id; nil where there is no person.
  package var principal: String?
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
  ///   - roles: The policy's roles.
  ///   - seconds: How long it lasts, from now; nil is for ever. A role that the policy gives for support alone has to end.
  /// - Returns: The principal's id as the server spells it.
  @discardableResult
  package func addMember(
    id: String?, tenant: String?, roles: [String], lasting seconds: Int? = nil
  ) async throws(ProvisioningError) -> String {
    try needPools()
    if let support = policy.support.map(\.role).first(where: roles.contains) {
      if roles.count > 1 { throw .supportAlone(support) }
      if seconds == nil { throw .supportEnds(support) }
    }
    let end = seconds.map { "pg_catalog.statement_timestamp() + interval '\($0) seconds'" }
    try reachesAll(roles, for: tenant)
    try needOwnMembers(in: tenant, roles)
    let wanted = try await principalID(id)
    return try await transaction { () throws(ProvisioningError) in
      let principal = try await principal(wanted, for: tenant)
      // Which keys keep memberships apart differs by engine, so none is named; they may let a second one for all tenants pass.
      let made = try await ask(
        """
        INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles
          \(end == nil ? "" : ", valid_until"))
        SELECT p.id, p.active, t.id, coalesce(t.active, true), \(Expression.texts(Set(roles).sorted()).sql)
          \(end.map { ", \($0)" } ?? "")
        FROM bailiwick.principals p LEFT JOIN bailiwick.tenants t ON t.id::text = $2
        WHERE p.id::text = $1 AND NOT EXISTS (SELECT FROM bailiwick.memberships m
          WHERE m.principal_id = p.id AND m.tenant_id IS NOT DISTINCT FROM t.id)
        ON CONFLICT DO NOTHING RETURNING 1
        """, [principal, tenant])
      guard made.count == 1 else { throw ProvisioningError.memberAlready(principal, tenant: tenant) }
      return principal
    }
  }

  /// Takes a principal's membership in a tenant; its sessions there end with it, and who is left with nothing is forgotten.
  package func removeMember(_ principal: String, tenant: String) async throws(ProvisioningError) {
    try needPools()
    try await transaction { () throws(ProvisioningError) in
      if !policy.members.isEmpty {
        try needOwnMembers(in: tenant, try await membership(of: principal, tenant: tenant).roles)
      }
      let gone = try await ask(
        "DELETE FROM bailiwick.memberships WHERE principal_id::text = $1 AND tenant_id::text = $2 RETURNING 1",
        [principal, tenant])
      guard !gone.isEmpty else { throw ProvisioningError.notMember(principal, tenant: tenant) }
      try await forgetIfIdle(principal)
    }
  }

  /// Every membership, by tenant and principal; none where principals have logins of their own.
  package func members() async throws(ProvisioningError) -> [MembershipStatus] {
    guard policy.hasPools else { return [] }
    let roles = try await catchUp()
    let open =
      policy.sessionWindow == nil
      ? "0"
      : """
      (SELECT count(*) FROM bailiwick.sessions s WHERE s.membership_id = m.id AND s.expires_at > statement_timestamp()
        AND s.idle_at > statement_timestamp())
      """
    return try await ask(
      """
      SELECT m.principal_id::text, m.tenant_id::text, pg_catalog.array_to_string(\(roles), ','),
        CASE WHEN NOT m.principal_active THEN 'suspended' WHEN NOT m.tenant_active THEN 'tenant suspended'
          WHEN m.valid_until <= statement_timestamp() THEN 'ended' ELSE 'active' END, \(open)
      FROM bailiwick.memberships m \(policy.hasAnonymousMembers ? Self.anonymousMembers : "") ORDER BY 2 NULLS LAST, 1
      """
    ).map { row in
      MembershipStatus(
        principal: row[0], tenant: row[1], roles: (row[2] ?? "").split(separator: ",").map(String.init),
        state: row[3] ?? "", sessions: row[4].flatMap { Int($0) } ?? 0)
    }
  }
}
