import PolicyModel

/// Where identity reads the application's own table of members in place, memberships say only that somebody may have sessions.
extension Provisioner {
  /// Brings memberships up to what the application's table says, where nothing follows it; says what reads the roles of a
  /// membership `m`. Sessions of whoever is a member no more end with that.
  @discardableResult
  func catchUp() async throws(ProvisioningError) -> String {
    guard !policy.members.isEmpty,
      try await ask("SELECT pg_catalog.to_regclass('bailiwick.member_roles') IS NOT NULL") == [["t"]]
    else { return "m.roles" }
    _ = try await ask(
      """
      INSERT INTO bailiwick.principals (id) SELECT DISTINCT g.principal_id FROM bailiwick.member_roles g
      JOIN bailiwick.tenants t ON t.id = g.tenant_id WHERE g.principal_id IS NOT NULL ON CONFLICT (id) DO NOTHING
      """)
    _ = try await ask(
      """
      INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles)
      SELECT DISTINCT p.id, p.active, t.id, t.active, CAST('{}' AS text[]) FROM bailiwick.member_roles g
      JOIN bailiwick.principals p ON p.id = g.principal_id JOIN bailiwick.tenants t ON t.id = g.tenant_id
      ON CONFLICT (principal_id, tenant_id) DO NOTHING
      """)
    let given =
      "FROM bailiwick.member_roles g WHERE g.principal_id = m.principal_id AND g.tenant_id = m.tenant_id"
    _ = try await ask(
      "DELETE FROM bailiwick.memberships m WHERE cardinality(m.roles) = 0 AND NOT EXISTS (SELECT 1 \(given))")
    return "CASE WHEN cardinality(m.roles) > 0 THEN m.roles ELSE ARRAY(SELECT DISTINCT g.role \(given) ORDER BY 1) END"
  }
}
