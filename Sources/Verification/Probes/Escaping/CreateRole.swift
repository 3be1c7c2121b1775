import PolicyModel

extension Probe {
  /// A login of one's own.
  static let createRole = Probe(
    id: "create-role", attack: "make a new role", cwe: 269, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("CREATE ROLE bailiwick_probe_intruder"), .run("DROP ROLE bailiwick_probe_intruder")]
  }
}
