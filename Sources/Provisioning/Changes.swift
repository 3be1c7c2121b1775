package import Database
import PolicyModel
import SQLSyntax

extension Provisioner {
  /// Gives a login a further role: its identity and its membership in one transaction.
  package func grant(_ role: String, to login: String) async throws(ProvisioningError) {
    try needLogins()
    try await transaction { () throws(ProvisioningError) in
      let held = try await roles(of: login)
      guard !held.contains(role) else { return }
      if try await isAnonymous(login) { try needWithoutPerson([role]) } else { _ = try reachesAll(held + [role]) }
      try await set(login, to: held + [role])
      _ = try await ask(Statement.grantRole("\(policy.name)_\(role)", to: login).sql)
    }
  }

  /// Takes a role from a login, and ends its sessions: what a plan already holds in memory goes with them.
  package func revoke(_ role: String, from login: String) async throws(ProvisioningError) {
    try needLogins()
    try await transaction { () throws(ProvisioningError) in
      let held = try await roles(of: login)
      guard held.contains(role) else { throw ProvisioningError.roleNotHeld(role, held) }
      guard held.count > 1 else { throw ProvisioningError.lastRole(role) }
      try await set(login, to: held.filter { $0 != role })
      try await forgetLevels(of: role, login: login)
      _ = try await ask(Statement.revokeRole("\(policy.name)_\(role)", from: login).sql)
    }
    try await endSessions(of: [login])
  }

  /// Gives a login a new password; the old one is worth nothing from then on, and its sessions end.
  package func rotate(_ login: String) async throws(ProvisioningError) -> Secret {
    try needLogins()
    _ = try await roles(of: login)
    let password = OpaqueName.password()
    try await run(.verifier(login, verifier(of: password)))
    try await endSessions(of: [login])
    return password
  }

  private func set(_ login: String, to roles: [String]) async throws(ProvisioningError) {
    for table in policy.loginTables {
      _ = try await ask(
        "UPDATE \(table) SET roles = \(Expression.texts(Set(roles).sorted()).sql) WHERE login = $1", [login])
    }
  }

  /// The roles of a login's identity, locked until the transaction ends: two changes at once come one after the other.
  func roles(of login: String) async throws(ProvisioningError) -> [String] {
    for table in policy.loginTables {
      let found = try await ask(
        "SELECT pg_catalog.array_to_string(roles, ',') FROM \(table) WHERE login = $1 FOR UPDATE", [login])
      if let held = found.first?.first.flatMap(\.self) { return held.split(separator: ",").map(String.init) }
    }
    throw .unknownPrincipal(login)
  }
}
