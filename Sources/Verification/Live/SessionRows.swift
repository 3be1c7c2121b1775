package import Database
package import PolicyModel
import SQLSyntax

/// Rows of a live identity that keys and checks forbid, or that a policy changed since allows no more. Whoever switches
/// triggers off can write such rows, and each of them is access.
package struct SessionRows {
  private let connection: Connection
  private let policy: ResolvedPolicy

  /// Creates a reading.
  package init(_ connection: Connection, policy: ResolvedPolicy) {
    (self.connection, self.policy) = (connection, policy)
  }

  /// A finding for each kind of row that should not be there; none where the tables are not.
  package func findings() async throws(DatabaseError) -> [StructuralFinding] {
    guard policy.bindings.pooled, try await isThere("bailiwick.memberships") else { return [] }
    var lines = try await tell(
      Self.stale("bailiwick.memberships"), [], "memberships are not as their principal's or tenant's status says")
    if policy.bindings.setting { lines += try await tellOfNobody("bailiwick.anonymous_members", "memberships") }
    guard let window = policy.bindings.session, try await isThere("bailiwick.sessions") else { return lines }
    lines += try await tell(
      """
      SELECT count(*) FROM bailiwick.sessions s LEFT JOIN bailiwick.memberships m ON m.id = s.membership_id
      WHERE (s.principal_id, s.principal_active, s.tenant_id, s.tenant_active, s.roles, s.valid_until) IS DISTINCT FROM
        (m.principal_id, m.principal_active, m.tenant_id, m.tenant_active, m.roles, m.valid_until)
      """, [], "sessions are not what their membership says")
    lines += try await tellOfAny("bailiwick.sessions", "sessions", window)
    guard !policy.anonymousRoles.isEmpty, try await isThere("bailiwick.anonymous_sessions") else { return lines }
    lines += try await tellOfNobody("bailiwick.anonymous_sessions", "sessions")
    return lines + (try await tellOfAny("bailiwick.anonymous_sessions", "sessions without a person", window))
  }

  /// What is asked of rows that are for no person.
  private func tellOfNobody(_ table: String, _ what: String) async throws(DatabaseError) -> [StructuralFinding] {
    guard !policy.anonymousRoles.isEmpty, try await isThere(table) else { return [] }
    let stale = try await tell(
      """
      SELECT count(*) FROM \(table) s LEFT JOIN bailiwick.tenants t ON t.id = s.tenant_id
      WHERE s.tenant_active IS DISTINCT FROM t.active
      """, [], "\(what) without a person are not as their tenant's status says")
    return stale
      + (try await tell(
        """
        SELECT count(*) FROM \(table) s WHERE EXISTS (
          SELECT FROM pg_catalog.unnest(s.roles) AS r(role)
          WHERE r.role IS NULL OR r.role <> ALL (\(Expression.texts(policy.anonymousRoles).sql)))
        """, [], "\(what) without a person have roles that are not for those"))
  }

  /// What is asked of sessions, whoever they are for.
  private func tellOfAny(
    _ table: String, _ what: String, _ window: SessionWindow
  ) async throws(DatabaseError) -> [StructuralFinding] {
    let strays = try await tell(
      """
      SELECT count(*) FROM \(table) s WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles r, pg_catalog.pg_roles g WHERE r.rolname = s.pool AND g.rolname = $1
          AND NOT r.rolsuper AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER'))
      """, ["\(policy.name)__pool"], "\(what) are on a login that is no pool: one of that name would bind them")
    // An operator may shorten the window; what was opened before keeps its end, and this says so.
    return strays
      + (try await tell(
        """
        SELECT count(*) FROM \(table) s
        WHERE s.expires_at > statement_timestamp() + pg_catalog.make_interval(secs => $1)
          OR s.idle_at > statement_timestamp() + pg_catalog.make_interval(secs => $2)
        """, ["\(window.lifetime.seconds)", "\(window.idle.seconds)"], "\(what) live longer than the policy says"))
  }

  /// The rows whose copy of a status is another than the status itself.
  private static func stale(_ table: String) -> String {
    """
    SELECT count(*) FROM \(table) w LEFT JOIN bailiwick.principals p ON p.id = w.principal_id
      LEFT JOIN bailiwick.tenants t ON t.id = w.tenant_id
    WHERE w.principal_active IS DISTINCT FROM p.active
      OR w.tenant_active IS DISTINCT FROM CASE WHEN w.tenant_id IS NULL THEN w.tenant_active ELSE t.active END
    """
  }

  private func tell(
    _ query: String, _ values: [String], _ words: String
  ) async throws(DatabaseError) -> [StructuralFinding] {
    let count = try await connection.run(query, values).rows.first?.first.flatMap(\.self).flatMap { Int($0) } ?? 0
    return count == 0 ? [] : [StructuralFinding("\(count) \(words)")]
  }

  private func isThere(_ table: String) async throws(DatabaseError) -> Bool {
    try await connection.run("SELECT pg_catalog.to_regclass($1) IS NOT NULL", [table]).rows.first?.first == "t"
  }
}
