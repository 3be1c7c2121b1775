import PolicyModel

extension Probe {
  /// What is deleted comes back once more.
  static let deleteReturning = Probe(
    id: "delete-returning", attack: "read rows by DELETE RETURNING", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, weakness: { [$0.unreferenced] }, judgement: .reveals
  ) { scene, _ in
    [.run("DELETE FROM \(scene.name) RETURNING \(scene.columns)")]
  }
}
