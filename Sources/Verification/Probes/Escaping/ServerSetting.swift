import PolicyModel

extension Probe {
  /// A setting of the server is everybody's.
  static let serverSetting = Probe(
    id: "server-setting", attack: "change a setting of the server", cwe: 732, owasp: .configuration, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.alone("ALTER SYSTEM RESET cursor_tuple_fraction")]
  }
}
