import PolicyModel

extension Probe {
  /// The lock that a foreign key takes.
  static let forKeyShare = Probe(
    id: "for-key-share", attack: "lock rows by FOR KEY SHARE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) FROM \(scene.source) FOR KEY SHARE")]
  }
}
