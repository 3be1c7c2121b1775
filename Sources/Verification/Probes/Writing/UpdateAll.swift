import PolicyModel

extension Probe {
  /// The forgotten WHERE, for writing.
  static let updateAll = Probe(
    id: "update-all", attack: "update without a condition", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, _ in
    [.run("UPDATE \(scene.name) SET \(ProbeScene.name(scene.changeable)) = $1", [scene.changed])]
  }
}
