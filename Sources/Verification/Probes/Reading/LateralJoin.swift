import PolicyModel

extension Probe {
  /// The other rows beside each of one's own.
  static let lateralJoin = Probe(
    id: "lateral-join", attack: "join the table to itself", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT o.* FROM (SELECT 1 FROM \(scene.source) LIMIT 1) AS m
        CROSS JOIN LATERAL (SELECT \(scene.columns) FROM \(scene.source)) AS o
        """)
    ]
  }
}
