package import Database
import PolicyModel
import SQLSyntax

extension Provisioner {
  /// Opens a session without a person for a tenant that may act, as the authentication service does.
  /// - Parameters:
  ///   - roles: Roles that the policy declares as held without a person.
  ///   - pool: The login that binds it; nil is the only one.
  ///   - seconds: How long it lives at most; nil is as long as the policy allows.
  package func openAnonymous(
    tenant: String, roles: [String], pool: String?, seconds: Int?
  ) async throws(ProvisioningError) -> NewSession {
    let seconds = try length(seconds)
    if roles.isEmpty { throw .noRoles }
    try needWithoutPerson(roles)
    let chosen = try await chosenPool(pool)
    let known = try await ask("SELECT 1 FROM bailiwick.tenants WHERE id::text = $1", [tenant])
    guard !known.isEmpty else { throw .notProvisioned(tenant) }
    let roles = Set(roles).sorted()
    do {
      let token = try await openAnonymousSession(tenant: tenant, roles: roles, pool: chosen, seconds: seconds)
      return NewSession(
        token: token, id: String(sha256(token.reveal().utf8).prefix(Self.idLength)), tenant: tenant, roles: roles,
        pool: chosen, seconds: seconds)
    } catch .database(let error) where error.sqlState == "28000" {
      throw .tenantStopped(tenant)
    }
  }

  /// Opens a session without a person: the database is given the hash alone.
  /// - Returns: The token, known now and never again.
  package func openAnonymousSession(
    tenant: String, roles: [String], pool: String, seconds: Int
  ) async throws(ProvisioningError) -> Secret {
    let token = OpaqueName.password()
    _ = try await ask(
      """
      SELECT bailiwick.open_anonymous_session(
        pg_catalog.decode($1, 'hex'), $2, \(Expression.texts(roles).sql), $3, $4)
      """, [sha256(token.reveal().utf8), tenant, pool, "\(seconds) seconds"])
    return token
  }

  /// Ends every session without a person of a tenant, on all pools.
  /// - Returns: How many there were.
  package func endAnonymousSessions(of tenant: String) async throws(ProvisioningError) -> Int {
    _ = try needSessions()
    if policy.anonymousRoles.isEmpty { throw .noAnonymousRoles }
    let known = try await ask("SELECT 1 FROM bailiwick.tenants WHERE id::text = $1", [tenant])
    guard !known.isEmpty else { throw .notProvisioned(tenant) }
    return try await deleteAnonymousSessions("tenant_id::text = $1", tenant)
  }

  /// Rows of a listing of sessions, of those without a person; `$1` is the person that is asked for.
  static var anonymousSessions: String {
    """
    SELECT pg_catalog.left(pg_catalog.encode(a.token_hash, 'hex'), \(idLength)), NULL, a.tenant_id::text,
      pg_catalog.array_to_string(a.roles, ','), a.pool::text,
      CASE WHEN NOT a.tenant_active THEN 'tenant suspended' WHEN a.expires_at <= statement_timestamp() THEN 'expired'
        WHEN a.idle_at <= statement_timestamp() THEN 'idle' ELSE 'open' END,
      pg_catalog.date_trunc('second', a.expires_at)::text, pg_catalog.date_trunc('second', a.idle_at)::text
    FROM bailiwick.anonymous_sessions a WHERE $1::text IS NULL
    """
  }
}
