import PolicyModel
import SchemaModel

extension Probe {
  /// A new row below somebody else's.
  static let childOfTheirs = Probe(
    id: "child-of-theirs", attack: "insert a row that refers to a row of somebody else", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .honest, judgement: .changes
  ) { scene, row in
    guard let (child, key) = scene.reference,
      let parent = scene.rows[key.parent]?.first(where: { $0[scene.tenant(of: key.parent)] == scene.tenants.b }),
      var new = scene.newRows[child.name]?.first(where: { $0.owner == scene.tenants.a })?.row
    else { return nil }
    new[key.columns[0]] = parent[key.parentColumns[0]] ?? nil
    return [scene.insert(new, into: child)]
  }
}
