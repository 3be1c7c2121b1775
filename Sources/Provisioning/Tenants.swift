import PolicyModel
import SQLSyntax
import SchemaModel

/// A tenant as the application and the identity know it.
package struct TenantStatus: Sendable, Hashable {
  /// Whether the two agree.
  package enum State: String, Sendable {
    /// May act.
    case active
    /// May not act.
    case suspended
    /// The application has it, but nobody let it act: unreachable.
    case unprovisioned = "not provisioned"
    /// May act, but the application has it no more.
    case gone = "no longer in the application"
  }
  /// The tenant's key.
  package var key: String
  /// Whether it may act.
  package var state: State
  /// Logins that act for it.
  package var logins: Int
}

extension Provisioner {
  private var table: Query.Source {
    .init(QualifiedName(parsing: policy.tenants.table) ?? QualifiedName("", policy.tenants.table), "a")
  }

  /// Every tenant that the application or the identity knows.
  package func tenants() async throws(ProvisioningError) -> [TenantStatus] {
    if policy.tenants.externalType != nil { return try await namedTenants() }
    let keys = Query([.init(.column(policy.tenants.key, of: "a"), as: "id")], from: [table]).sql
    return try await ask(
      """
      SELECT coalesce(a.id, t.id)::text, t.active, a.id IS NOT NULL,
        (SELECT count(*) FROM bailiwick.logins l WHERE l.tenant_id = t.id)
      FROM (\(keys)) AS a(id) FULL JOIN bailiwick.tenants t ON t.id = a.id ORDER BY 1
      """
    ).map { row in
      let state: TenantStatus.State =
        switch (row[1], row[2]) {
        case (nil, _): .unprovisioned
        case (_, "f"): .gone
        case ("t", _): .active
        default: .suspended
        }
      return TenantStatus(key: row[0] ?? "", state: state, logins: row[3].flatMap { Int($0) } ?? 0)
    }
  }

  /// Every tenant that identities may name, where tenants live elsewhere.
  private func namedTenants() async throws(ProvisioningError) -> [TenantStatus] {
    try await ask(
      """
      SELECT t.id::text, t.active, (SELECT count(*) FROM bailiwick.logins l WHERE l.tenant_id = t.id)
      FROM bailiwick.tenants t ORDER BY 1
      """
    ).map { row in
      TenantStatus(
        key: row[0] ?? "", state: row[1] == "t" ? .active : .suspended, logins: row[2].flatMap { Int($0) } ?? 0)
    }
  }

  /// Lets a tenant act that the application has, or any where tenants live elsewhere; one that was suspended acts again.
  package func addTenant(_ key: String) async throws(ProvisioningError) {
    if policy.tenants.externalType != nil {
      _ = try await ask(
        "INSERT INTO bailiwick.tenants (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET active = true", [key])
      return
    }
    let column = Expression.column(policy.tenants.key, of: "a").sql
    let known = try await ask(
      "SELECT 1 FROM \(table.relation.sql) AS a WHERE \(column)::text = $1", [key])
    guard !known.isEmpty else { throw .unknownTenant(key) }
    _ = try await ask(
      """
      INSERT INTO bailiwick.tenants (id) SELECT \(column) FROM \(table.relation.sql) AS a WHERE \(column)::text = $1
      ON CONFLICT (id) DO UPDATE SET active = true
      """, [key])
  }

  /// Stops every login that acts for the tenant: at its next statement, and by ending its sessions.
  package func suspendTenant(_ key: String) async throws(ProvisioningError) {
    let changed = try await ask("UPDATE bailiwick.tenants SET active = false WHERE id::text = $1 RETURNING 1", [key])
    guard !changed.isEmpty else { throw .notProvisioned(key) }
    let logins = try await ask("SELECT login::text FROM bailiwick.logins WHERE tenant_id::text = $1 ORDER BY 1", [key])
    try await endSessions(of: logins.compactMap { $0[0] })
  }
}
