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

/// A service's login.
package struct ServiceStatus: Sendable, Hashable {
  /// The role's name.
  package var login: String
  /// What it serves as.
  package var kind: ServiceLogin
  /// Sessions that are open on it; none for an authenticator.
  package var sessions = 0
}

extension Provisioner {
  /// Makes a login for a service: a member of one group that belongs to no role of the policy.
  package func addService(_ kind: ServiceLogin) async throws(ProvisioningError) -> (login: String, password: Secret) {
    try need(kind)
    let (login, password) = (OpaqueName.login(), OpaqueName.password())
    let verifier = verifier(of: password)
    try await run(.create(login, verifier: verifier, memberOf: [group(of: kind)]))
    return (login, password)
  }

  /// The logins of a kind, those that reach the group through another one among them.
  package func services(_ kind: ServiceLogin) async throws(ProvisioningError) -> [String] {
    try need(kind)
    return try await ask(
      """
      WITH RECURSIVE held(oid) AS (
        SELECT g.oid FROM pg_catalog.pg_roles g WHERE g.rolname = $1
        UNION SELECT a.member FROM pg_catalog.pg_auth_members a JOIN held ON held.oid = a.roleid)
      SELECT r.rolname::text FROM held JOIN pg_catalog.pg_roles r USING (oid) WHERE r.rolcanlogin ORDER BY 1
      """, [group(of: kind)]
    ).compactMap { $0[0] }
  }

  /// Every service, with how many sessions are open on it.
  package func allServices() async throws(ProvisioningError) -> [ServiceStatus] {
    try needPools()
    var all: [ServiceStatus] = []
    for kind in ServiceLogin.allCases where kind == .pool || policy.sessionWindow != nil {
      for login in try await services(kind) {
        var status = ServiceStatus(login: login, kind: kind)
        for table in kind == .pool ? policy.sessionTables : [] {
          status.sessions += try await count(
            """
            SELECT count(*) FROM \(table) WHERE pool = $1 AND expires_at > statement_timestamp()
              AND idle_at > statement_timestamp()
            """, login)
        }
        all.append(status)
      }
    }
    return all
  }

  /// Gives a service a new password; the old one is worth nothing from then on, and its connections end. Sessions stay
  /// open: they are bound again on a new connection.
  package func rotateService(_ login: String) async throws(ProvisioningError) -> Secret {
    _ = try await service(login)
    let password = OpaqueName.password()
    try await run(.verifier(login, verifier(of: password)))
    try await endSessions(of: [login])
    return password
  }

  /// Takes a service away: its sessions first, so that a login of the same name would have none.
  /// - Returns: How many sessions ended with it.
  package func removeService(_ login: String) async throws(ProvisioningError) -> Int {
    _ = try await service(login)
    try await run(.allow(login, false))
    let persons = try await deleteSessions("pool::text = $1", login)
    let ended = try await persons + deleteAnonymousSessions("pool::text = $1", login)
    try await endSessions(of: [login])
    // What the login owns is nothing of ours: the server refuses to drop it then, and says what that is.
    try await run(.drop(login))
    return ended
  }

  private func service(_ login: String) async throws(ProvisioningError) -> ServiceStatus {
    guard let found = try await allServices().first(where: { $0.login == login }) else { throw .unknownService(login) }
    return found
  }

  private func group(of kind: ServiceLogin) -> String { "\(policy.name)__\(kind.rawValue)" }

  private func need(_ kind: ServiceLogin) throws(ProvisioningError) {
    try needPools()
    if kind == .authenticator { _ = try needSessions() }
  }

  /// Opens a session for a principal, as the authentication service does: the database is given the hash alone.
  /// - Parameter seconds: How long it lives at most.
  /// - Returns: The token, known now and never again.
  package func openSession(
    principal: String, tenant: String?, pool: String, seconds: Int
  ) async throws(ProvisioningError) -> Secret {
    let token = OpaqueName.password()
    _ = try await ask(
      "SELECT bailiwick.open_session(pg_catalog.decode($1, 'hex'), $2, $3, $4, $5)",
      [sha256(token.reveal().utf8), principal, tenant, pool, "\(seconds) seconds"])
    return token
  }
}
