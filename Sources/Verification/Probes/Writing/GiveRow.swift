import PolicyModel

extension Probe {
  /// One's own row becomes somebody else's.
  static let giveRow = Probe(
    id: "give-row", attack: "give a row away by changing its tenant", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, _ in
    let key = scene.key(of: scene.mine, from: 2)
    return [
      .run(
        "UPDATE \(scene.name) SET \(ProbeScene.name(scene.tenant)) = $1 WHERE \(key.sql)",
        [scene.tenants.b] + key.values)
    ]
  }
}
