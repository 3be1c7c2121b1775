import PolicyModel

extension Probe {
  /// TRUNCATE asks no policy.
  static let truncate = Probe(
    id: "truncate", attack: "TRUNCATE the table", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .alters
  ) { scene, _ in
    [.run("TRUNCATE \(scene.name) CASCADE")]
  }
}
