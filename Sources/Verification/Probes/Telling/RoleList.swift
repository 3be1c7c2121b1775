import PolicyModel

extension Probe {
  /// Who else there is.
  static let roleList = Probe(
    id: "role-list", attack: "list the roles of the server", cwe: 1230, owasp: .objects, gravity: .low,
    caller: .injected, channel: "roles", judgement: .succeeds
  ) { _, _ in
    [.run("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname <> SESSION_USER")]
  }
}
