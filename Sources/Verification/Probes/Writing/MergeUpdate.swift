import PolicyModel

extension Probe {
  /// MERGE decides by itself which command it is.
  static let mergeUpdate = Probe(
    id: "merge-update", attack: "update a row by MERGE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, row in
    let column = ProbeScene.name(scene.changeable)
    return [
      .run(
        """
        MERGE INTO \(scene.name) AS t USING (SELECT 1) AS s ON \(scene.keyText(of: row))
        WHEN MATCHED THEN UPDATE SET \(column) = \(scene.changed.map(ProbeScene.literal) ?? "NULL")
        """)
    ]
  }
}
