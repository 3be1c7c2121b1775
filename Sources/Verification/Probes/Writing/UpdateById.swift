import PolicyModel

extension Probe {
  /// The id from the path, for writing.
  static let updateById = Probe(
    id: "update-by-id", attack: "update a row by its id", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, row in
    let key = scene.key(of: row, from: 2)
    return [
      .run(
        "UPDATE \(scene.name) SET \(ProbeScene.name(scene.changeable)) = $1 WHERE \(key.sql)",
        [scene.changed] + key.values)
    ]
  }
}
