package import Database
import PolicyModel
import SQLSyntax

extension Provisioner {
  /// Gives a login a further role: its identity and its membership in one transaction.
  package func grant(_ role: String, to login: String) async throws(ProvisioningError) {
    let held = try await roles(of: login)
    guard !held.contains(role) else { return }
    _ = try reachesAll(held + [role])
    try await change(login, to: held + [role], Statement.grantRole("\(policy.name)_\(role)", to: login))
  }

  /// Takes a role from a login, and ends its sessions: what a plan already holds in memory goes with them.
  package func revoke(_ role: String, from login: String) async throws(ProvisioningError) {
    let held = try await roles(of: login)
    guard held.contains(role) else { throw .roleNotHeld(role, held) }
    guard held.count > 1 else { throw .lastRole(role) }
    try await change(login, to: held.filter { $0 != role }, Statement.revokeRole("\(policy.name)_\(role)", from: login))
    try await endSessions(of: [login])
  }

  /// Gives a login a new password; the old one is worth nothing from then on, and its sessions end.
  package func rotate(_ login: String) async throws(ProvisioningError) -> Secret {
    _ = try await roles(of: login)
    let password = OpaqueName.password()
    _ = try await ask(LoginStatement.verifier(login, scramVerifier(password: password)).sql)
    try await endSessions(of: [login])
    return password
  }

  private func change(
    _ login: String, to roles: [String], _ membership: Statement
  ) async throws(ProvisioningError) {
    try await transaction { () throws(ProvisioningError) in
      _ = try await ask(
        "UPDATE bailiwick.logins SET roles = \(Expression.texts(Set(roles).sorted()).sql) WHERE login = $1", [login])
      _ = try await ask(membership.sql)
    }
  }

  private func roles(of login: String) async throws(ProvisioningError) -> [String] {
    try needLogins()
    let found = try await ask(
      "SELECT r.role FROM bailiwick.logins, unnest(roles) AS r(role) WHERE login = $1 ORDER BY 1", [login])
    guard !found.isEmpty else { throw .unknownPrincipal(login) }
    return found.compactMap { $0[0] }
  }
}
