package import Database
import PolicyModel
import SQLSyntax

/// A login that was just made: its password is known now and never again.
package struct NewLogin: Sendable {
  /// The role's name.
  package var login: String
  /// Its password.
  package var password: Secret
  /// The principal's id.
  package var principal: String
}

/// A login with the principal behind it.
package struct LoginStatus: Sendable, Hashable {
  /// The role's name.
  package var login: String
  /// The principal's id; nil where there is no person.
  package var principal: String?
  /// The tenant that it acts for; nil where it reaches all.
  package var tenant: String?
  /// The roles granted directly.
  package var roles: [String]
  /// `active`, or what stops it.
  package var state: String
}

extension Provisioner {
  /// Makes a login for a person or service: its row, its role with a SCRAM verifier, its memberships, in one transaction.
  /// - Parameters:
  ///   - id: The principal's id; nil makes a new uuid. A principal may have several logins, one a tenant.
  ///   - tenant: The tenant that it acts for; nil for roles that reach all.
  ///   - roles: The policy's roles.
  package func addPrincipal(
    id: String?, tenant: String?, roles: [String]
  ) async throws(ProvisioningError) -> NewLogin {
    try needLogins()
    let far = try reachesAll(roles, for: tenant)
    var new = NewLogin(
      login: OpaqueName.login(), password: OpaqueName.password(), principal: try await principalID(id))
    let groups = Set(roles).sorted().map { "\(policy.name)_\($0)" }
    let create = LoginStatement.create(new.login, verifier: verifier(of: new.password), memberOf: groups)
    new.principal = try await transaction { () throws(ProvisioningError) in
      let principal = try await principal(new.principal, for: tenant)
      try await run(create)
      let made = try await ask(
        """
        INSERT INTO bailiwick.logins (login, principal_id, principal_active, tenant_id, tenant_active, reaches_all, roles)
        SELECT $1, p.id, p.active, t.id, t.active, $3, \(Expression.texts(Set(roles).sorted()).sql)
        FROM bailiwick.principals p LEFT JOIN bailiwick.tenants t ON t.id::text = $4 WHERE p.id::text = $2
        RETURNING 1
        """, [new.login, principal, far ? "t" : "f", tenant])
      // A role without its identity would be nobody, and nobody was asked for.
      guard made.count == 1 else { throw ProvisioningError.unknownPrincipal(principal) }
      return principal
    }
    return new
  }

  /// Every login, by tenant and name; none where principals have none.
  package func principals() async throws(ProvisioningError) -> [LoginStatus] {
    guard policy.hasLogins else { return [] }
    return try await ask(
      """
      SELECT l.login::text, l.principal_id::text, l.tenant_id::text, pg_catalog.array_to_string(l.roles, ','),
        CASE WHEN r.rolname IS NULL THEN 'its role is missing' WHEN NOT l.principal_active THEN 'suspended'
          WHEN NOT (l.tenant_active OR l.reaches_all) THEN 'tenant suspended'
          WHEN l.expires_at <= statement_timestamp() THEN 'expired' WHEN NOT r.rolcanlogin THEN 'may not log in'
          ELSE 'active' END
      FROM bailiwick.logins l LEFT JOIN pg_catalog.pg_roles r ON r.rolname = l.login
      \(policy.anonymousRoles.isEmpty ? "" : Self.anonymousLogins)
      ORDER BY 3 NULLS LAST, 1
      """
    ).map { row in
      LoginStatus(
        login: row[0] ?? "", principal: row[1], tenant: row[2],
        roles: (row[3] ?? "").split(separator: ",").map(String.init), state: row[4] ?? "")
    }
  }

  /// The principal's id in the server's own spelling: in capitals, or with zeros in front, it is the same id and another
  /// text. The tenant that it is to act for has to be provisioned.
  func principal(_ id: String, for tenant: String?) async throws(ProvisioningError) -> String {
    if let tenant {
      let known = try await ask("SELECT 1 FROM bailiwick.tenants WHERE id::text = $1", [tenant])
      guard !known.isEmpty else { throw ProvisioningError.notProvisioned(tenant) }
    }
    return try await ask(
      "INSERT INTO bailiwick.principals AS p (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = p.id RETURNING id::text",
      [id]
    ).first?.first.flatMap(\.self) ?? ""
  }

  func principalID(_ given: String?) async throws(ProvisioningError) -> String {
    if let given { return given }
    let type =
      try await ask(
        """
        SELECT pg_catalog.format_type(atttypid, NULL) FROM pg_catalog.pg_attribute
        WHERE attrelid = 'bailiwick.principals'::pg_catalog.regclass AND attname = 'id'
        """
      ).first?.first.flatMap(\.self) ?? ""
    guard type == "uuid" || type == "text" else { throw .idMissing(type: type) }
    return OpaqueName.uuid()
  }
}
