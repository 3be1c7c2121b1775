import PolicyModel
import SQLSyntax

/// Roles that are held at a level below the tenant. Keys of other tenants, and of what is not there, open nothing: the
/// tenant's own fence stands before them.
extension Provisioner {
  /// The level that the role is held at; nil where it is held in the whole tenant.
  package func level(of role: String) throws(ProvisioningError) -> String? {
    _ = try reachesAll([role])
    return policy.roles.first { $0.name == role }?.level
  }

  /// Lets a login hold a role at more of its level, and gives it the role first where it has not got it.
  /// - Parameter keys: Keys of the level's table.
  package func hold(_ role: String, at keys: [String], login: String) async throws(ProvisioningError) {
    try needLevel(role)
    try await grant(role, to: login)
    try await transaction { () throws(ProvisioningError) in
      for key in keys {
        _ = try await ask(
          """
          INSERT INTO bailiwick.login_levels (login, role, level_id) SELECT login, $1, $2 FROM bailiwick.logins
          WHERE login = $3 AND $1 = ANY (roles) ON CONFLICT DO NOTHING
          """, [role, key, login])
      }
    }
  }

  /// Lets a member hold a role at more of its level, and gives it the role first where it has not got it.
  /// - Parameters:
  ///   - keys: Keys of the level's table.
  ///   - tenant: Which of its memberships is meant; nil where it has one.
  /// - Returns: The tenant.
  @discardableResult
  package func hold(
    _ role: String, at keys: [String], member principal: String, tenant: String?
  ) async throws(ProvisioningError) -> String? {
    try needLevel(role)
    let tenant = try await grant(role, toMember: principal, tenant: tenant)
    return try await transaction { () throws(ProvisioningError) in
      let held = try await membership(of: principal, tenant: tenant)
      for key in keys {
        _ = try await ask(
          """
          INSERT INTO bailiwick.membership_levels (membership_id, role, level_id) SELECT id, $1, $2
          FROM bailiwick.memberships WHERE id::text = $3 AND $1 = ANY (roles) ON CONFLICT DO NOTHING
          """, [role, key, held.id])
      }
      return held.tenant
    }
  }

  /// Takes a role from a login at some of its level; the role itself stays, held at what is left.
  package func release(_ role: String, at keys: [String], login: String) async throws(ProvisioningError) {
    try needLevel(role)
    try await transaction { () throws(ProvisioningError) in
      _ = try await roles(of: login)
      for key in keys {
        let gone = try await ask(
          """
          DELETE FROM bailiwick.login_levels WHERE login = $1 AND role = $2 AND level_id::text = $3 RETURNING 1
          """, [login, role, key])
        if gone.isEmpty { throw ProvisioningError.notHeldAt(role, key) }
      }
    }
    try await endSessions(of: [login])
  }

  /// Takes a role from a member at some of its level; the role itself stays, held at what is left.
  @discardableResult
  package func release(
    _ role: String, at keys: [String], member principal: String, tenant: String?
  ) async throws(ProvisioningError) -> String? {
    try needLevel(role)
    return try await transaction { () throws(ProvisioningError) in
      let held = try await membership(of: principal, tenant: tenant)
      for key in keys {
        let gone = try await ask(
          """
          DELETE FROM bailiwick.membership_levels
          WHERE membership_id::text = $1 AND role = $2 AND level_id::text = $3 RETURNING 1
          """, [held.id, role, key])
        if gone.isEmpty { throw ProvisioningError.notHeldAt(role, key) }
      }
      return held.tenant
    }
  }

  /// Forgets at what a login held a role that it has lost: given again, the role opens nothing by itself.
  func forgetLevels(of role: String, login: String) async throws(ProvisioningError) {
    guard try level(of: role) != nil else { return }
    _ = try await ask("DELETE FROM bailiwick.login_levels WHERE login = $1 AND role = $2", [login, role])
  }

  /// Forgets at what a membership held a role that it has lost.
  func forgetLevels(of role: String, membership: String) async throws(ProvisioningError) {
    guard try level(of: role) != nil else { return }
    _ = try await ask(
      "DELETE FROM bailiwick.membership_levels WHERE membership_id::text = $1 AND role = $2", [membership, role])
  }

  private func needLevel(_ role: String) throws(ProvisioningError) {
    if try level(of: role) == nil { throw .heldInTenant(role) }
  }
}
