import PolicyModel

extension Probe {
  /// A sample of all is all.
  static let tableSample = Probe(
    id: "table-sample", attack: "read by TABLESAMPLE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) FROM \(scene.name) TABLESAMPLE SYSTEM (100)")]
  }
}
