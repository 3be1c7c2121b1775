import PolicyModel
import SchemaModel

extension Probe {
  /// A condition that the server asks of the row in the way before it asks the policies about that row.
  static let conflictCondition = Probe(
    id: "conflict-condition", attack: "look at a taken row in the WHERE of ON CONFLICT DO UPDATE", cwe: 209,
    owasp: .objects, gravity: .critical,
    caller: .injected, flaw: .conflictCondition, judgement: .reveals
  ) { scene, row in
    let (taken, column) = (ProbeScene.name(scene.table.name.name), ProbeScene.name(scene.changeable))
    let values = scene.readable.map { "\(taken).\(ProbeScene.name($0))" }.joined(separator: ", ")
    return [
      scene.insertTaken(
        scene.claiming(row),
        " ON CONFLICT (\(ProbeScene.list(scene.key))) DO UPDATE SET \(column) = \(taken).\(column)"
          + " WHERE concat_ws(' ', \(values))::int = 0")
    ]
  }
}
