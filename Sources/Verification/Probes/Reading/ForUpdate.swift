import PolicyModel

extension Probe {
  /// Reading for the sake of writing.
  static let forUpdate = Probe(
    id: "for-update", attack: "lock rows by FOR UPDATE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) FROM \(scene.source) FOR UPDATE SKIP LOCKED")]
  }
}
