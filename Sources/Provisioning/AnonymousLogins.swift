package import Database
import PolicyModel
import SQLSyntax

/// Logins that are no person's: each acts for one tenant, by roles that the policy declares as held so.
extension Provisioner {
  /// Makes a login without a person for a tenant that was let act.
  package func addAnonymousLogin(
    tenant: String, roles: [String]
  ) async throws(ProvisioningError) -> (login: String, password: Secret) {
    try needLogins()
    if roles.isEmpty { throw .noRoles }
    try needWithoutPerson(roles)
    let (login, password, roles) = (OpaqueName.login(), OpaqueName.password(), Set(roles).sorted())
    let groups = roles.map { "\(policy.name)_\($0)" }
    let create = LoginStatement.create(login, verifier: verifier(of: password), memberOf: groups)
    try await transaction { () throws(ProvisioningError) in
      try await run(create)
      let made = try await ask(
        """
        INSERT INTO bailiwick.anonymous_logins (login, tenant_id, tenant_active, roles)
        SELECT $1, t.id, t.active, \(Expression.texts(roles).sql) FROM bailiwick.tenants t WHERE t.id::text = $2
        RETURNING 1
        """, [login, tenant])
      guard made.count == 1 else { throw ProvisioningError.notProvisioned(tenant) }
    }
    return (login, password)
  }

  /// Stops where one of the roles is held by persons.
  func needWithoutPerson(_ roles: [String]) throws(ProvisioningError) {
    for name in roles {
      guard try role(name).anonymous else { throw .heldByPersons(name, without: policy.anonymousRoles) }
    }
  }

  /// Whether the name is that of a login without a person.
  func isAnonymous(_ login: String) async throws(ProvisioningError) -> Bool {
    guard policy.loginTables.contains("bailiwick.anonymous_logins") else { return false }
    return try await count("SELECT count(*) FROM bailiwick.anonymous_logins WHERE login = $1", login) > 0
  }

  /// Stops such a login: its row first, so that nothing new begins, then the role, then what is open.
  func suspendAnonymous(_ login: String) async throws(ProvisioningError) -> PrincipalStanding {
    _ = try await ask("UPDATE bailiwick.anonymous_logins SET active = false WHERE login = $1", [login])
    try await run(.allow(login, false))
    try await endSessions(of: [login])
    return PrincipalStanding(principal: login, logins: [login])
  }

  /// Lets it act again.
  func resumeAnonymous(_ login: String) async throws(ProvisioningError) -> PrincipalStanding {
    try await transaction { () throws(ProvisioningError) in
      try await run(.allow(login, true))
      _ = try await ask("UPDATE bailiwick.anonymous_logins SET active = true WHERE login = $1", [login])
    }
    return PrincipalStanding(principal: login, logins: [login])
  }

  /// Rows of a listing of logins, of those without a person.
  static var anonymousLogins: String {
    """
    UNION ALL SELECT n.login::text, NULL, n.tenant_id::text, pg_catalog.array_to_string(n.roles, ','),
      CASE WHEN r.rolname IS NULL THEN 'its role is missing' WHEN NOT n.active THEN 'suspended'
        WHEN NOT n.tenant_active THEN 'tenant suspended' WHEN n.expires_at <= statement_timestamp() THEN 'expired'
        WHEN NOT r.rolcanlogin THEN 'may not log in' ELSE 'active' END
    FROM bailiwick.anonymous_logins n LEFT JOIN pg_catalog.pg_roles r ON r.rolname = n.login
    """
  }
}
