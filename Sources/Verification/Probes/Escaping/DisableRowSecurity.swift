import PolicyModel

extension Probe {
  /// The switch of the table.
  static let disableRowSecurity = Probe(
    id: "disable-row-security", attack: "disable row security", cwe: 862, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("ALTER TABLE \(scene.name) DISABLE ROW LEVEL SECURITY")]
  }
}
