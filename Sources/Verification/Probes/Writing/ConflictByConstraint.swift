import PolicyModel
import SchemaModel

extension Probe {
  /// A constraint's name instead of its columns once went past the privilege to read them.
  static let conflictByConstraint = Probe(
    id: "conflict-by-constraint", attack: "overwrite a row ON CONFLICT ON CONSTRAINT", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, row in
    guard let key = scene.table.table.primaryKey else { return nil }
    let column = ProbeScene.name(scene.changeable)
    var new = scene.claiming(row)
    new[scene.changeable] = scene.changed
    return [
      scene.insertTaken(
        new, " ON CONFLICT ON CONSTRAINT \(ProbeScene.name(key.name)) DO UPDATE SET \(column) = EXCLUDED.\(column)")
    ]
  }
}
