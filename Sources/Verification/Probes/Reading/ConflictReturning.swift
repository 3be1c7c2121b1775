import PolicyModel
import SchemaModel

extension Probe {
  /// The row in the way comes back when the insert becomes an update.
  static let conflictReturning = Probe(
    id: "conflict-returning", attack: "read a taken row by ON CONFLICT DO UPDATE RETURNING", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, row in
    let (taken, column) = (ProbeScene.name(scene.table.name.name), ProbeScene.name(scene.changeable))
    return [
      scene.insertTaken(
        scene.claiming(row),
        " ON CONFLICT (\(ProbeScene.list(scene.key))) DO UPDATE SET \(column) = \(taken).\(column)"
          + " RETURNING \(scene.columns)")
    ]
  }
}
