/// What provisioning does to a login's role. No engine takes parameters in these statements, so they are built here.
package enum LoginStatement: Hashable, Sendable {
  /// Makes the role with its SCRAM verifier, so that no password is in a statement or in the server's log.
  case create(String, verifier: String, memberOf: [String])
  /// A role as another server has it, without a password, so that nobody can log in as it.
  case copy(String, attributes: [String])
  /// Another password, by its SCRAM verifier.
  case verifier(String, String)
  /// Lets it log in, or no longer.
  case allow(String, Bool)
  /// A superuser speaks for it until the transaction ends, and is it for SESSION_USER too.
  case speak(String)
  /// What it owns and holds in this database goes.
  case dropOwned(String)
  /// The role goes.
  case drop(String)

  /// The statements as the engine takes them, each sent by itself.
  ///
  /// CockroachDB has no IN ROLE and no word for what it lacks, such as NOREPLICATION (parser); who makes a role that may not
  /// do more says nothing. *Unconfirmed* on a cluster.
  package func statements(for dialect: Dialect) -> [String] {
    switch (self, dialect) {
    case (.create(let name, let verifier, let roles), .cockroachdb):
      ["CREATE ROLE \(id(name)) LOGIN PASSWORD \(Quoting.text(verifier))"]
        + roles.map { Statement.grantRole($0, to: name).sql(for: dialect) }
    case (.verifier(let name, let verifier), .cockroachdb):
      ["ALTER ROLE \(id(name)) WITH PASSWORD \(Quoting.text(verifier))"]
    case (.create, .postgresql), (.verifier, .postgresql), (.copy, _), (.allow, _), (.speak, _), (.dropOwned, _),
      (.drop, _):
      [sql]
    }
  }

  /// The statement as PostgreSQL takes it, without a semicolon.
  package var sql: String {
    switch self {
    case .create(let name, let verifier, let roles):
      "CREATE ROLE \(id(name)) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT PASSWORD "
        + Quoting.text(verifier) + (roles.isEmpty ? "" : " IN ROLE \(ids(roles))")
    case .copy(let name, let attributes):
      "CREATE ROLE \(id(name))"
        + ["superuser", "createrole", "createdb", "login", "replication", "bypassrls", "noinherit"]
        .filter(attributes.contains).map { " \($0.uppercased())" }.joined()
    case .verifier(let name, let verifier): "ALTER ROLE \(id(name)) PASSWORD \(Quoting.text(verifier))"
    case .allow(let name, let login): "ALTER ROLE \(id(name)) \(login ? "LOGIN" : "NOLOGIN")"
    case .speak(let name): "SET LOCAL SESSION AUTHORIZATION \(id(name))"
    case .dropOwned(let name): "DROP OWNED BY \(id(name))"
    case .drop(let name): "DROP ROLE \(id(name))"
    }
  }
}
