import PolicyModel

extension Probe {
  /// A condition that an injection makes true.
  static let orTrue = Probe(
    id: "or-true", attack: "add OR true to a condition", cwe: 89, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) FROM \(scene.source) WHERE \(scene.keyText(of: scene.mine)) OR true")]
  }
}
