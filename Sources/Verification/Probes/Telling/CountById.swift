import PolicyModel

extension Probe {
  /// Whether there is one.
  static let countById = Probe(
    id: "count-by-id", attack: "count rows by an id", cwe: 203, owasp: .objects, gravity: .medium,
    caller: .honest, judgement: .tells
  ) { scene, row in
    let key = scene.key(of: row)
    return [.run("SELECT count(*) FROM \(scene.source) WHERE \(key.sql)", key.values)]
  }
}
