import PolicyModel
import SQLSyntax

/// What whoever has no person may be in a tenant, where the application says by settings for whom it acts.
extension Provisioner {
  /// Says which roles a tenant that was let act gives whoever has no person; said again, the new ones stand instead.
  package func setAnonymousMember(tenant: String, roles: [String]) async throws(ProvisioningError) {
    try needAnonymousMembers()
    if roles.isEmpty { throw .noRoles }
    try needWithoutPerson(roles)
    let made = try await ask(
      """
      INSERT INTO bailiwick.anonymous_members (tenant_id, tenant_active, roles)
      SELECT t.id, t.active, \(Expression.texts(Set(roles).sorted()).sql) FROM bailiwick.tenants t WHERE t.id::text = $1
      ON CONFLICT (tenant_id) DO UPDATE SET roles = excluded.roles RETURNING 1
      """, [tenant])
    guard made.count == 1 else { throw .notProvisioned(tenant) }
  }

  /// Takes that away: from the next statement on whoever has no person is nobody there.
  package func removeAnonymousMember(tenant: String) async throws(ProvisioningError) {
    try needAnonymousMembers()
    guard try await deleteAnonymousMembers(of: tenant) > 0 else { throw .noAnonymousMember(tenant) }
  }

  /// How many went; none where settings say nothing of the kind.
  func deleteAnonymousMembers(of tenant: String) async throws(ProvisioningError) -> Int {
    guard policy.hasAnonymousMembers else { return 0 }
    return try await ask(
      "DELETE FROM bailiwick.anonymous_members WHERE tenant_id::text = $1 RETURNING 1", [tenant]
    ).count
  }

  private func needAnonymousMembers() throws(ProvisioningError) {
    guard policy.bindings.contains(where: { $0.binding == .setting }) else { throw .noSettings }
    if policy.anonymousRoles.isEmpty { throw .noAnonymousRoles }
  }

  /// Rows of a listing of members, of those without a person.
  static var anonymousMembers: String {
    """
    UNION ALL SELECT NULL, n.tenant_id::text, pg_catalog.array_to_string(n.roles, ','),
      CASE WHEN NOT n.tenant_active THEN 'tenant suspended' ELSE 'active' END, 0
    FROM bailiwick.anonymous_members n
    """
  }
}
