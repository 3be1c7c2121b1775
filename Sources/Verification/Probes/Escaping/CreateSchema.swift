import PolicyModel

extension Probe {
  /// A place for objects that come before others.
  static let createSchema = Probe(
    id: "create-schema", attack: "make a schema", cwe: 426, owasp: .functions, gravity: .critical,
    caller: .injected, judgement: .succeeds
  ) { _, _ in
    [.run("CREATE SCHEMA intruder")]
  }
}
