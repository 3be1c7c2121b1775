import PolicyModel

extension Probe {
  /// How many rows a DELETE says it removed.
  static let deleteByIdCount = Probe(
    id: "delete-by-id-count", attack: "learn from the number of deleted rows", cwe: 203, owasp: .objects,
    gravity: .medium,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .tells
  ) { scene, row in
    let key = scene.key(of: row)
    return [.run("DELETE FROM \(scene.name) WHERE \(key.sql)", key.values)]
  }
}
