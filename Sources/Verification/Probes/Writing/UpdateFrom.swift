import PolicyModel

extension Probe {
  /// An UPDATE that finds its rows by a join.
  static let updateFrom = Probe(
    id: "update-from", attack: "update rows found by a join", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, _ in
    let join = scene.key.map { "t.\(ProbeScene.name($0)) = s.\(ProbeScene.name($0))" }.joined(separator: " AND ")
    return [
      .run(
        """
        UPDATE \(scene.name) AS t SET \(ProbeScene.name(scene.changeable)) = $1 FROM \(scene.source) AS s WHERE \(join)
        """, [scene.changed])
    ]
  }
}
