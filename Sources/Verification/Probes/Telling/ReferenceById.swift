import PolicyModel
import SchemaModel

extension Probe {
  /// A reference that is accepted tells that its parent exists.
  static let referenceById = Probe(
    id: "reference-by-id", attack: "refer to a row of somebody else", cwe: 203, owasp: .objects, gravity: .medium,
    caller: .honest, judgement: .tells
  ) { scene, row in
    guard let (child, key) = scene.reference,
      let parent = scene.rows[key.parent]?.first(where: { $0[scene.tenant(of: key.parent)] == scene.tenants.b }),
      var new = scene.newRows[child.name]?.first(where: { $0.owner == scene.tenants.a })?.row
    else { return nil }
    let isTheirs = row == scene.theirs
    new[key.columns[0]] =
      isTheirs ? parent[key.parentColumns[0]] ?? nil : scene.nowhere(key.parentColumns[0], in: key.parent)
    return [scene.insert(new, into: child)]
  }
}
