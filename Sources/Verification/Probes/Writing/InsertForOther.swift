import PolicyModel

extension Probe {
  /// A row that says it is somebody else's.
  static let insertForOther = Probe(
    id: "insert-for-other", attack: "insert a row for another tenant", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, _ in
    [scene.insert(scene.new)]
  }
}
