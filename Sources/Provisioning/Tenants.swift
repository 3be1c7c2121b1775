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
  /// Principals that act for it by sessions or settings.
  package var members = 0
}

/// What a tenant's suspension or removal stopped.
package struct TenantStop: Sendable, Hashable {
  /// Logins that acted for it.
  package var logins: [String] = []
  /// Memberships in it.
  package var members = 0
  /// Sessions that were open, and are ended.
  package var sessions = 0
}

extension Provisioner {
  private var table: Query.Source {
    .init(QualifiedName(parsing: policy.tenants.table) ?? QualifiedName("", policy.tenants.table), "a")
  }

  /// The columns that count who acts for the tenant `t`.
  private var counts: String {
    [policy.loginTables, policy.memberTables].map { tables in
      tables.isEmpty
        ? "0" : tables.map { "(SELECT count(*) FROM \($0) w WHERE w.tenant_id = t.id)" }.joined(separator: " + ")
    }.joined(separator: ", ")
  }

  /// Every tenant that the application or the identity knows.
  package func tenants() async throws(ProvisioningError) -> [TenantStatus] {
    try await catchUp()
    if policy.tenants.externalType != nil { return try await namedTenants() }
    let keys = Query([.init(.column(policy.tenants.key, of: "a"), as: "id")], from: [table]).sql
    return try await ask(
      """
      SELECT coalesce(a.id, t.id)::text, t.active, a.id IS NOT NULL, \(counts)
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
      return TenantStatus(key: row[0] ?? "", state: state, logins: number(row[3]), members: number(row[4]))
    }
  }

  /// Every tenant that identities may name, where tenants live elsewhere.
  private func namedTenants() async throws(ProvisioningError) -> [TenantStatus] {
    try await ask("SELECT t.id::text, t.active, \(counts) FROM bailiwick.tenants t ORDER BY 1").map { row in
      TenantStatus(
        key: row[0] ?? "", state: row[1] == "t" ? .active : .suspended, logins: number(row[2]), members: number(row[3]))
    }
  }

  private func number(_ text: String?) -> Int { text.flatMap { Int($0) } ?? 0 }

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

  /// Stops everybody who acts for the tenant: at the next statement, and by ending sessions and connections.
  @discardableResult
  package func suspendTenant(_ key: String) async throws(ProvisioningError) -> TenantStop {
    try await catchUp()
    let changed = try await ask("UPDATE bailiwick.tenants SET active = false WHERE id::text = $1 RETURNING 1", [key])
    guard !changed.isEmpty else { throw .notProvisioned(key) }
    var stop = TenantStop()
    for table in policy.loginTables {
      stop.logins += try await ask("SELECT login::text FROM \(table) WHERE tenant_id::text = $1 ORDER BY 1", [key])
        .compactMap { $0[0] }
    }
    for table in policy.memberTables {
      stop.members += try await count("SELECT count(*) FROM \(table) WHERE tenant_id::text = $1", key)
    }
    stop.sessions = try await deleteSessions(
      "membership_id IN (SELECT m.id FROM bailiwick.memberships m WHERE m.tenant_id::text = $1)", key)
    stop.sessions += try await deleteAnonymousSessions("tenant_id::text = $1", key)
    try await endSessions(of: stop.logins)
    return stop
  }

  /// Forgets a tenant: suspends it, takes its logins and memberships away, then its row. The application's rows stay as
  /// they are, out of everybody's reach but that of roles which reach all.
  @discardableResult
  package func removeTenant(_ key: String) async throws(ProvisioningError) -> TenantStop {
    let stop = try await suspendTenant(key)
    try await transaction { () throws(ProvisioningError) in
      if policy.hasPools {
        let gone = try await ask(
          "DELETE FROM bailiwick.memberships WHERE tenant_id::text = $1 RETURNING principal_id::text", [key])
        for principal in Set(gone.compactMap { $0[0] }).sorted() { try await forgetIfIdle(principal) }
        _ = try await deleteAnonymousMembers(of: key)
      }
      for login in stop.logins { try await forget(login) }
      _ = try await ask("DELETE FROM bailiwick.tenants WHERE id::text = $1", [key])
    }
    return stop
  }
}
