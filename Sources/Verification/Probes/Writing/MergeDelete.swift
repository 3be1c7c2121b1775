import PolicyModel

extension Probe {
  /// MERGE as DELETE.
  static let mergeDelete = Probe(
    id: "merge-delete", attack: "delete a row by MERGE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, row in
    [.run("MERGE INTO \(scene.name) AS t USING (SELECT 1) AS s ON \(scene.keyText(of: row)) WHEN MATCHED THEN DELETE")]
  }
}
