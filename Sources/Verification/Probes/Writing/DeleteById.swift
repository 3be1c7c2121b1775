import PolicyModel

extension Probe {
  /// The id from the path, for deleting.
  static let deleteById = Probe(
    id: "delete-by-id", attack: "delete a row by its id", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, row in
    let key = scene.key(of: row)
    return [.run("DELETE FROM \(scene.name) WHERE \(key.sql)", key.values)]
  }
}
