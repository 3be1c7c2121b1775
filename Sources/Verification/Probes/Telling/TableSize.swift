import PolicyModel

extension Probe {
  /// The size of a table asks for no privilege on it.
  static let tableSize = Probe(
    id: "table-size", attack: "read how large the table is", cwe: 1230, owasp: .objects, gravity: .low,
    caller: .injected, channel: "sizes", judgement: .succeeds
  ) { scene, _ in
    [.run("SELECT pg_total_relation_size($1::regclass)", [scene.name])]
  }
}
