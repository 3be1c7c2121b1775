import PolicyModel

extension Probe {
  /// The same, and the row back.
  static let insertReturning = Probe(
    id: "insert-returning", attack: "insert a row for another tenant RETURNING it", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, _ in
    [scene.insert(scene.new, " RETURNING \(ProbeScene.list(scene.key))")]
  }
}
