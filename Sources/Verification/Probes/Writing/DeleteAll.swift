import PolicyModel

extension Probe {
  /// The forgotten WHERE, for deleting.
  static let deleteAll = Probe(
    id: "delete-all", attack: "delete without a condition", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, _ in
    [.run("DELETE FROM \(scene.name)")]
  }
}
