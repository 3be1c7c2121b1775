package import Database
import PolicyModel

/// A session that was just opened: its token is known now and never again.
package struct NewSession: Sendable {
  /// The token, for `SELECT bailiwick.bind($1)` on the pool.
  package var token: Secret
  /// The name that `end` takes: the beginning of the token's hash.
  package var id: String
  /// The principal's id; nil where there is no person.
  package var principal: String?
  /// The tenant that it acts for; nil where it reaches all.
  package var tenant: String?
  /// What it may be, as its membership says.
  package var roles: [String]
  /// The login that binds it.
  package var pool: String
  /// How long it lives at most.
  package var seconds: Int
}

/// A session as an operator sees it; no token is kept anywhere.
package struct SessionStatus: Sendable, Hashable {
  /// The beginning of its token's hash.
  package var id: String
  /// The principal's id; nil where there is no person.
  package var principal: String?
  /// The tenant; nil where all are reached.
  package var tenant: String?
  /// The roles that it has now.
  package var roles: [String]
  /// The login that binds it.
  package var pool: String
  /// `open`, or what stops it.
  package var state: String
  /// When it ends at the latest, as the server writes it.
  package var expires: String
  /// When it ends unless it is refreshed.
  package var idle: String
}

extension Provisioner {
  /// Opens a session for a member, as the authentication service does. What is nil is what there is one of: the tenant of
  /// its only membership, the only pool, the policy's lifetime.
  package func open(
    for principal: String, tenant: String?, pool: String?, seconds: Int?
  ) async throws(ProvisioningError) -> NewSession {
    let seconds = try length(seconds)
    let held = try await membership(of: principal, tenant: tenant)
    let chosen = try await chosenPool(pool)
    do {
      let token = try await openSession(principal: principal, tenant: held.tenant, pool: chosen, seconds: seconds)
      return NewSession(
        token: token, id: String(sha256(token.reveal().utf8).prefix(Self.idLength)), principal: principal,
        tenant: held.tenant, roles: held.roles, pool: chosen, seconds: seconds)
    } catch .database(let error) where error.sqlState == "28000" {
      // There is a membership, so something stops it: `open_session` says the same words for every reason.
      throw .stopped(principal, tenant: held.tenant)
    }
  }

  /// How long a session is to live: as long as was said, or as the policy allows.
  func length(_ seconds: Int?) throws(ProvisioningError) -> Int {
    let most = try needSessions().lifetime.seconds
    let seconds = seconds ?? most
    guard (1...most).contains(seconds) else { throw .lifetime(seconds, most: most) }
    return seconds
  }

  /// The pool that is named, or the only one.
  func chosenPool(_ pool: String?) async throws(ProvisioningError) -> String {
    let pools = try await services(.pool)
    guard let first = pools.first else { throw .noPool }
    guard pool != nil || pools.count == 1 else { throw .severalPools(pools) }
    let chosen = pool ?? first
    guard pools.contains(chosen) else { throw .unknownService(chosen) }
    return chosen
  }

  /// How much of a hash names a session.
  static var idLength: Int { 16 }

  /// Every session that the database still has a row of, of one principal or of all, by tenant, principal and end. What it may
  /// do is read from its membership, since only PostgreSQL's layout keeps a copy in the session.
  package func sessions(of principal: String? = nil) async throws(ProvisioningError) -> [SessionStatus] {
    _ = try needSessions()
    let roles = try await catchUp()
    let others = policy.anonymousRoles.isEmpty ? "" : "UNION ALL \(Self.anonymousSessions)"
    return try await ask(
      """
      SELECT pg_catalog.left(pg_catalog.encode(s.token_hash, 'hex'), \(Self.idLength)), s.principal_id::text,
        m.tenant_id::text, pg_catalog.array_to_string(\(roles), ','), s.pool::text,
        CASE WHEN NOT m.principal_active THEN 'suspended' WHEN NOT m.tenant_active THEN 'tenant suspended'
          WHEN m.valid_until <= statement_timestamp() THEN 'membership ended'
          WHEN s.expires_at <= statement_timestamp() THEN 'expired'
          WHEN s.idle_at <= statement_timestamp() THEN 'idle' ELSE 'open' END,
        pg_catalog.date_trunc('second', s.expires_at)::text, pg_catalog.date_trunc('second', s.idle_at)::text
      FROM bailiwick.sessions s JOIN bailiwick.memberships m ON m.id = s.membership_id
      WHERE $1::text IS NULL OR s.principal_id::text = $1
      \(others)
      ORDER BY 3 NULLS LAST, 2, 7, 1
      """, [principal]
    ).map { row in
      SessionStatus(
        id: row[0] ?? "", principal: row[1], tenant: row[2],
        roles: (row[3] ?? "").split(separator: ",").map(String.init), pool: row[4] ?? "", state: row[5] ?? "",
        expires: row[6] ?? "", idle: row[7] ?? "")
    }
  }

  /// Ends the one session whose token's hash begins so.
  package func endSession(id: String) async throws(ProvisioningError) {
    _ = try needSessions()
    guard id.count >= 8, id.allSatisfy({ $0.isHexDigit }) else { throw .unknownSession(id) }
    try await transaction { () throws(ProvisioningError) in
      var gone = 0
      for table in policy.sessionTables {
        gone += try await ask(
          """
          DELETE FROM \(table) WHERE pg_catalog.left(pg_catalog.encode(token_hash, 'hex'), \(id.count)) = $1
          RETURNING 1
          """, [id.lowercased()]
        ).count
      }
      guard gone == 1 else { throw ProvisioningError.unknownSession(id) }
    }
  }

  /// Ends every session of a principal, on all pools; it may open new ones.
  /// - Returns: How many there were.
  package func endSessions(ofPrincipal principal: String) async throws(ProvisioningError) -> Int {
    _ = try needSessions()
    return try await deleteSessions("principal_id::text = $1", try await standing(of: principal).principal)
  }

  /// Forgets sessions that ended by the clock: nobody can bind them, their rows are merely there.
  /// - Returns: How many there were.
  package func sweepSessions() async throws(ProvisioningError) -> Int {
    _ = try needSessions()
    var count = 0
    for table in policy.sessionTables {
      count += try await ask(
        "DELETE FROM \(table) WHERE expires_at <= statement_timestamp() OR idle_at <= statement_timestamp() RETURNING 1"
      ).count
    }
    return count
  }
}
