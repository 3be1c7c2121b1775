import PolicyModel

extension Probe {
  /// The owner is exempt again.
  static let noForce = Probe(
    id: "no-force", attack: "take FORCE off", cwe: 862, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("ALTER TABLE \(scene.name) NO FORCE ROW LEVEL SECURITY")]
  }
}
