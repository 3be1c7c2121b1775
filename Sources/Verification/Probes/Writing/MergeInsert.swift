import PolicyModel
import SchemaModel

extension Probe {
  /// MERGE as INSERT.
  static let mergeInsert = Probe(
    id: "merge-insert", attack: "insert a row for another tenant by MERGE", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, _ in
    let columns = scene.new.keys.sorted().filter { name in
      scene.table.table.column(name).map { !$0.generated && !$0.identityAlways } ?? true
    }
    let values = columns.map { (scene.new[$0] ?? nil).map(ProbeScene.literal) ?? "NULL" }.joined(separator: ", ")
    return [
      .run(
        """
        MERGE INTO \(scene.name) AS t USING (SELECT 1) AS s ON false
        WHEN NOT MATCHED THEN INSERT (\(ProbeScene.list(columns))) VALUES (\(values))
        """)
    ]
  }
}
