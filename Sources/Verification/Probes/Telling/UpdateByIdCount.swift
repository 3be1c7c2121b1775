import PolicyModel

extension Probe {
  /// How many rows an UPDATE says it changed.
  static let updateByIdCount = Probe(
    id: "update-by-id-count", attack: "learn from the number of updated rows", cwe: 203, owasp: .objects,
    gravity: .medium,
    caller: .honest, judgement: .tells
  ) { scene, row in
    let key = scene.key(of: row, from: 1)
    let column = ProbeScene.name(scene.changeable)
    return [.run("UPDATE \(scene.name) SET \(column) = \(column) WHERE \(key.sql)", key.values)]
  }
}
