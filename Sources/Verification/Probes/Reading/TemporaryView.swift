import PolicyModel

extension Probe {
  /// A view of one's own over the table.
  static let temporaryView = Probe(
    id: "temporary-view", attack: "read through a view of the attacker", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run("CREATE TEMPORARY VIEW mine AS SELECT \(scene.columns) FROM \(scene.source)"),
      .run("SELECT * FROM mine"),
    ]
  }
}
