import PolicyModel

extension Probe {
  /// The end of it.
  static let dropTable = Probe(
    id: "drop-table", attack: "drop the table", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("DROP TABLE \(scene.name) CASCADE")]
  }
}
