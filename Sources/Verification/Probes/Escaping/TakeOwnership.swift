import PolicyModel

extension Probe {
  /// Whoever owns a table decides about it.
  static let takeOwnership = Probe(
    id: "take-ownership", attack: "make oneself the owner of the table", cwe: 282, owasp: .functions,
    gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("ALTER TABLE \(scene.name) OWNER TO CURRENT_USER")]
  }
}
