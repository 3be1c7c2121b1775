import PolicyModel

extension Probe {
  /// Rows by portions.
  static let cursor = Probe(
    id: "cursor", attack: "read by a cursor", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("DECLARE rows CURSOR FOR SELECT \(scene.columns) FROM \(scene.source)"), .run("FETCH ALL FROM rows")]
  }
}
