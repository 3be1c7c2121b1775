import PolicyModel

extension Probe {
  /// The id from the path: the commonest flaw of all.
  static let selectById = Probe(
    id: "select-by-id", attack: "read a row by its id", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .reveals
  ) { scene, row in
    let key = scene.key(of: row)
    return [.run("SELECT \(scene.columns) FROM \(scene.source) WHERE \(key.sql)", key.values)]
  }
}
