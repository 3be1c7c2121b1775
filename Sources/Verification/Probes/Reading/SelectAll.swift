import PolicyModel

extension Probe {
  /// The forgotten WHERE.
  static let selectAll = Probe(
    id: "select-all", attack: "read without a condition", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
