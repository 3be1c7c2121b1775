import PolicyModel

extension Probe {
  /// The detail of a constraint's error holds the row that it refuses.
  static let constraintDetail = Probe(
    id: "constraint-detail", attack: "read a row from the detail of a constraint's error", cwe: 209, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    guard let column = scene.key.first else { return nil }
    return [
      .run(
        """
        UPDATE \(scene.name) SET \(ProbeScene.name(column)) = NULL WHERE \(ProbeScene.name(scene.tenant))::text = $1
        """, [scene.tenants.b])
    ]
  }
}
