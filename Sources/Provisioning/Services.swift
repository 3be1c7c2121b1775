package import Database
import PolicyModel
import SQLSyntax

/// A login that serves the application and is nobody by itself.
package enum ServiceLogin: String, Sendable, CaseIterable {
  /// Runs requests, each on behalf of whom it binds.
  case pool
  /// Opens and ends sessions, and serves no requests.
  case authenticator
}

extension Provisioner {
  /// Makes a login for a service: a member of one group that belongs to no role of the policy.
  package func addService(_ kind: ServiceLogin) async throws(ProvisioningError) -> (login: String, password: Secret) {
    let (login, password) = (OpaqueName.login(), OpaqueName.password())
    let verifier = scramVerifier(password: password)
    _ = try await ask(
      LoginStatement.create(login, verifier: verifier, memberOf: ["\(policy.name)__\(kind.rawValue)"]).sql)
    return (login, password)
  }

  /// The logins of a kind.
  package func services(_ kind: ServiceLogin) async throws(ProvisioningError) -> [String] {
    try await ask(
      """
      SELECT m.rolname::text FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles m ON m.oid = a.member
      JOIN pg_catalog.pg_roles g ON g.oid = a.roleid WHERE g.rolname = $1 AND m.rolcanlogin ORDER BY 1
      """, ["\(policy.name)__\(kind.rawValue)"]
    ).compactMap { $0[0] }
  }

  /// Opens a session for a principal, as the authentication service does: the database is given the hash alone.
  /// - Parameter seconds: How long it lives at most.
  /// - Returns: The token, known now and never again.
  package func openSession(
    principal: String, tenant: String?, pool: String, seconds: Int
  ) async throws(ProvisioningError) -> Secret {
    let token = OpaqueName.password()
    _ = try await ask(
      "SELECT bailiwick.open_session(pg_catalog.decode($1, 'hex'), $2, $3, $4, pg_catalog.make_interval(secs => $5))",
      [sha256(token.reveal().utf8), principal, tenant, pool, "\(seconds)"])
    return token
  }

  /// Ends every session of a principal, on all pools; it may open new ones.
  package func endSessions(ofPrincipal principal: String) async throws(ProvisioningError) {
    _ = try await ask("SELECT bailiwick.end_sessions($1)", [principal])
  }
}
