import PolicyModel

extension Probe {
  /// A query that writes within another, and hands on what it wrote.
  static let modifyingWith = Probe(
    id: "modifying-with", attack: "read rows that a WITH updates to what they are", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    let column = ProbeScene.name(scene.changeable)
    return [
      .run(
        """
        WITH t AS (UPDATE \(scene.name) SET \(column) = \(column) RETURNING \(scene.columns)) SELECT * FROM t
        """)
    ]
  }
}
