import PolicyModel

extension Probe {
  /// Somebody else's row becomes one's own.
  static let stealRow = Probe(
    id: "steal-row", attack: "take a row over by changing its tenant", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, row in
    let key = scene.key(of: row, from: 2)
    return [
      .run(
        "UPDATE \(scene.name) SET \(ProbeScene.name(scene.tenant)) = $1 WHERE \(key.sql)",
        [scene.tenants.a] + key.values)
    ]
  }
}
