import PolicyModel
import SchemaModel

extension Probe {
  /// Whoever may refer to a table learns what is in it, and keeps rows from going.
  static let referenceTable = Probe(
    id: "reference-table", attack: "make a table that refers to the table", cwe: 732, owasp: .functions,
    gravity: .critical,
    caller: .injected, judgement: .succeeds
  ) { scene, _ in
    guard scene.key.count == 1, let column = scene.table.table.column(scene.key[0]) else { return nil }
    return [.run("CREATE TABLE public.intruder (k \(column.type) REFERENCES \(scene.name))")]
  }
}
