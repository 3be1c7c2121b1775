import Database
import PolicyModel
import SQLSyntax

/// A principal with all that it acts by.
package struct PrincipalStanding: Sendable, Hashable {
  /// The principal's id.
  package var principal: String
  /// Its logins.
  package var logins: [String] = []
  /// How many tenants it is a member of, or 1 where of all.
  package var memberships = 0
  /// How many sessions were open, and are ended by what was done.
  package var sessions = 0
}

extension Provisioner {
  /// The principal that is named by its id or by one of its logins.
  func standing(of name: String) async throws(ProvisioningError) -> PrincipalStanding {
    try await catchUp()
    let byLogin = policy.hasLogins ? " OR p.id IN (SELECT principal_id FROM bailiwick.logins WHERE login = $1)" : ""
    let found = try await ask("SELECT p.id::text FROM bailiwick.principals p WHERE p.id::text = $1\(byLogin)", [name])
    guard let principal = found.first?.first.flatMap(\.self) else { throw .unknownPrincipal(name) }
    var standing = PrincipalStanding(principal: principal)
    if policy.hasLogins {
      standing.logins = try await ask(
        "SELECT login::text FROM bailiwick.logins WHERE principal_id::text = $1 ORDER BY 1", [principal]
      ).compactMap { $0[0] }
    }
    if policy.hasPools {
      standing.memberships = try await count(
        "SELECT count(*) FROM bailiwick.memberships WHERE principal_id::text = $1", principal)
    }
    return standing
  }

  /// Stops a principal in all its tenants: its row first, so that nothing new begins, then its logins, then what is open.
  @discardableResult
  package func suspendPrincipal(_ name: String) async throws(ProvisioningError) -> PrincipalStanding {
    if try await isAnonymous(name) { return try await suspendAnonymous(name) }
    var standing = try await standing(of: name)
    _ = try await ask("UPDATE bailiwick.principals SET active = false WHERE id::text = $1", [standing.principal])
    for login in standing.logins { try await run(.allow(login, false)) }
    standing.sessions = try await deleteSessions("principal_id::text = $1", standing.principal)
    try await endSessions(of: standing.logins)
    return standing
  }

  /// Lets a suspended principal act again, in all its tenants. Its sessions stay ended: it opens new ones.
  @discardableResult
  package func resumePrincipal(_ name: String) async throws(ProvisioningError) -> PrincipalStanding {
    if try await isAnonymous(name) { return try await resumeAnonymous(name) }
    let standing = try await standing(of: name)
    try await transaction { () throws(ProvisioningError) in
      for login in standing.logins { try await run(.allow(login, true)) }
      _ = try await ask("UPDATE bailiwick.principals SET active = true WHERE id::text = $1", [standing.principal])
    }
    return standing
  }

  /// Forgets a principal, its memberships and its logins. The rows go before the roles, so that a role of the same name
  /// would be nobody.
  @discardableResult
  package func removePrincipal(_ name: String) async throws(ProvisioningError) -> PrincipalStanding {
    if try await isAnonymous(name) {
      let standing = try await suspendAnonymous(name)
      try await transaction { () throws(ProvisioningError) in try await forget(name) }
      return standing
    }
    try await refuseMember(name)
    let standing = try await suspendPrincipal(name)
    try await transaction { () throws(ProvisioningError) in
      if policy.hasPools {
        _ = try await ask("DELETE FROM bailiwick.memberships WHERE principal_id::text = $1", [standing.principal])
      }
      for login in standing.logins { try await forget(login) }
      try await forgetIfIdle(standing.principal, suspended: true)
    }
    return standing
  }

  /// Stops where the application's own rows make the principal a member: forgotten here, it would be back with the next
  /// that is written there, and not suspended.
  private func refuseMember(_ name: String) async throws(ProvisioningError) {
    guard let table = policy.members.first?.table else { return }
    let principal = try await standing(of: name).principal
    let roles = try await ask(
      """
      SELECT unnest(\(try await catchUp())) FROM bailiwick.memberships m
      WHERE m.principal_id::text = $1 AND m.tenant_id IS NOT NULL
      """,
      [principal]
    ).compactMap { $0[0] }
    guard roles.allSatisfy(policy.supportRoles.contains) else { throw .stillMember(principal, table: table) }
  }

  /// A login goes: its row before its role.
  func forget(_ login: String) async throws(ProvisioningError) {
    let principal = try await ask(
      "DELETE FROM bailiwick.logins WHERE login = $1 RETURNING principal_id::text", [login])
    for table in policy.loginTables.dropFirst() { _ = try await ask("DELETE FROM \(table) WHERE login = $1", [login]) }
    try await run(.dropOwned(login))
    try await run(.drop(login))
    if let principal = principal.first?.first.flatMap(\.self) { try await forgetIfIdle(principal) }
  }

  /// A principal that acts by nothing any more is forgotten; where the application says who is a member, one that is
  /// suspended only where that is asked for, since a row may bring it back.
  func forgetIfIdle(_ principal: String, suspended: Bool = false) async throws(ProvisioningError) {
    let ways =
      (policy.hasLogins ? ["bailiwick.logins"] : []) + (policy.hasPools ? ["bailiwick.memberships"] : [])
    let kept = policy.members.isEmpty || suspended ? "" : " AND p.active"
    let idle = ways.map { " AND NOT EXISTS (SELECT FROM \($0) w WHERE w.principal_id = p.id)" }.joined()
    _ = try await ask("DELETE FROM bailiwick.principals p WHERE p.id::text = $1\(idle)\(kept)", [principal])
  }

  /// Ends persons' sessions for which the condition holds of `$1`; says how many there were. None where nothing opens any.
  func deleteSessions(_ condition: String, _ value: String) async throws(ProvisioningError) -> Int {
    guard policy.sessionWindow != nil else { return 0 }
    return try await ask("DELETE FROM bailiwick.sessions WHERE \(condition) RETURNING 1", [value]).count
  }

  /// Ends sessions without a person for which the condition holds of `$1`; says how many there were.
  func deleteAnonymousSessions(_ condition: String, _ value: String) async throws(ProvisioningError) -> Int {
    guard policy.sessionWindow != nil, !policy.anonymousRoles.isEmpty else { return 0 }
    return try await ask("DELETE FROM bailiwick.anonymous_sessions WHERE \(condition) RETURNING 1", [value]).count
  }

  func count(_ sql: String, _ value: String) async throws(ProvisioningError) -> Int {
    try await ask(sql, [value]).first?.first.flatMap(\.self).flatMap { Int($0) } ?? 0
  }
}
