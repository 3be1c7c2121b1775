import Database
import PolicyModel
import Provisioning
import SQLSyntax

/// The same attacks where the database holds the fence.
struct Protected: Attacked {
  let world: FlawWorld

  private static let foreign = FlawWorld.tenants[1]
  private static let read = "SELECT title FROM desk.tickets"
  private static let delete = "DELETE FROM desk.tickets WHERE id = $1"
  private static let own = FlawWorld.ticket(of: FlawWorld.tenants[0])

  func attack(_ flaw: Flaw) async throws -> Bool {
    switch flaw {
    case .unboundRequest: try await unbound()
    case .idFromThePath: try await idFromThePath()
    case .roleFromTheToken: try await staleRole()
    case .revokedToken: try await revoked()
    case .promotionRace: try await race()
    case .leftoverState: try await leftover()
    case .forgedIdentity: try await forged()
    }
  }

  /// By its login a request is somebody, whatever it forgets; on a pool it is nobody.
  private func unbound() async throws -> Bool {
    let ada = try await world.person("agent")
    let connection = try await world.connect(ada)
    let rows = try await connection.run(Self.read).rows
    return rows.count > (world.binding == .login ? 1 : 0)
  }

  private func idFromThePath() async throws -> Bool {
    let ada = try await world.person("agent", "lead")
    let connection = try await world.connect(ada)
    guard try await world.tries(ada, on: connection, Self.delete, [Self.own]) == 1 else { throw Silent() }
    let foreign = FlawWorld.ticket(of: Self.foreign)
    let seen = try await world.tries(ada, on: connection, "\(Self.read) WHERE id = $1", [foreign])
    return try await seen + world.tries(ada, on: connection, Self.delete, [foreign]) > 0
  }

  private func staleRole() async throws -> Bool {
    let ada = try await world.person("agent", "lead")
    var connection = try await world.connect(ada)
    guard try await world.tries(ada, on: connection, Self.delete, [Self.own]) == 1 else { throw Silent() }
    if world.binding == .login {
      try await world.provisioner.revoke("lead", from: ada.login)
      // The connection ended with the role; the application makes another.
      connection = try await world.connect(ada)
    } else {
      try await world.provisioner.revoke("lead", fromMember: ada.id, tenant: nil)
    }
    return try await world.tries(ada, on: connection, Self.delete, [Self.own]) > 0
  }

  /// What proves who somebody is, is taken away; by settings there is nothing of the kind.
  private func revoked() async throws -> Bool {
    let ada = try await world.person("agent")
    let connection = try await world.connect(ada)
    guard try await world.tries(ada, on: connection, Self.read) == 1 else { throw Silent() }
    switch world.binding {
    case .login: _ = try await world.provisioner.rotate(ada.login)
    case .session: _ = try await world.provisioner.endSessions(ofPrincipal: ada.id)
    case .setting: break
    }
    return try await world.tries(ada, on: connection, Self.read) > 0
  }

  /// Whoever gives roles loses theirs between the check and the gift. Where no routine gives any, the tables are tried.
  private func race() async throws -> Bool {
    let cleo = try await world.person("admin", "agent")
    let dan = try await world.person("agent")
    let connection = try await world.connect(cleo)
    guard world.promotes else {
      let table = world.binding == .login ? "bailiwick.logins" : "bailiwick.memberships"
      return try await world.tries(
        cleo, on: connection, "UPDATE \(table) SET roles = '{admin}' WHERE principal_id::text = $1", [dan.id]) > 0
    }
    let give = "SELECT bailiwick.grant_role($1, 'lead')"
    guard try await world.tries(cleo, on: connection, give, [dan.id]) == 1 else { throw Silent() }
    try await world.begin(cleo, on: connection)
    try await world.provisioner.revoke("admin", fromMember: cleo.id, tenant: nil)
    do {
      _ = try await connection.run(give, [dan.id])
      return true
    } catch {
      _ = try await connection.run("ROLLBACK")
      guard error.sqlState == "42501" else { throw error }
      return false
    }
  }

  /// A connection that served somebody, with all that a session can leave on it, and a request that binds nobody.
  private func leftover() async throws -> Bool {
    let ada = try await world.person("agent")
    let connection = try await world.connect(ada)
    try await world.begin(ada, on: connection)
    let before = try await connection.run(Self.read).rows
    guard before.count == 1 else { throw Silent() }
    _ = try await connection.run("COMMIT")
    for (name, value) in [
      ("token", ada.token?.reveal() ?? ""), ("principal", ada.id), ("tenant", Self.foreign), ("bound_at", "0"),
    ] { _ = try await connection.run("SELECT set_config('bailiwick.\(name)', $1, false)", [value]) }
    let rows = try await connection.run(Self.read).rows
    return world.binding == .login ? rows != before : !rows.isEmpty
  }

  /// One statement that knows somebody's id and tenant, and no secret of theirs.
  private func forged() async throws -> Bool {
    let ada = try await world.person("agent")
    let bob = try await world.person("agent", of: Self.foreign)
    let connection = try await world.connect(ada)
    var seen = 0
    for (forgery, values) in [
      (BindStatement.forgedSetting, [bob.id, bob.tenant]), (.forgedSession, ["guessed"]),
    ] {
      _ = try await connection.run("BEGIN")
      _ = try await connection.run(forgery.sql, values)
      seen += try await connection.run("\(Self.read) WHERE company_id = $1", [bob.tenant]).rows.count
      _ = try await connection.run("ROLLBACK")
    }
    for change in ["SET SESSION AUTHORIZATION \"\(bob.login)\"", "SET ROLE \"\(bob.login)\""]
    where bob.login != ada.login {
      if (try? await connection.run(change)) != nil { seen += 1 }
    }
    return seen > 0
  }

  /// What has to work did not, so that nothing was shown by what did not work after it.
  struct Silent: Error {}
}
