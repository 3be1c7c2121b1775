import PolicyModel

extension Probe {
  /// Another isolation level.
  static let serializable = Probe(
    id: "serializable", attack: "read in a SERIALIZABLE transaction", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .alone("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE"),
      .run("SELECT \(scene.columns) FROM \(scene.source)"),
    ]
  }
}
