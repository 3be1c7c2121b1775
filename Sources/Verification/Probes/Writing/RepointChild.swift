import PolicyModel
import SQLSyntax
import SchemaModel

extension Probe {
  /// One's own row becomes a child of somebody else's.
  static let repointChild = Probe(
    id: "repoint-child", attack: "point a reference at a row of somebody else", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .honest, judgement: .changes
  ) { scene, _ in
    guard let (child, key) = scene.reference,
      let parent = scene.rows[key.parent]?.first(where: { $0[scene.tenant(of: key.parent)] == scene.tenants.b }),
      let mine = scene.rows[child.name]?.first(where: { $0[scene.tenant(of: child.name)] == scene.tenants.a })
    else { return nil }
    let columns = child.table.primaryKey?.columns ?? []
    let condition = columns.enumerated().map { "\(ProbeScene.name($1)) = $\($0 + 2)" }.joined(separator: " AND ")
    return [
      .run(
        "UPDATE \(child.name.sql) SET \(ProbeScene.name(key.columns[0])) = $1 WHERE \(condition)",
        [parent[key.parentColumns[0]] ?? nil] + columns.map { mine[$0] ?? nil })
    ]
  }
}
