import PolicyModel

extension Probe {
  /// An insert that becomes an update.
  static let upsert = Probe(
    id: "upsert", attack: "overwrite a row ON CONFLICT DO UPDATE", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .alters
  ) { scene, row in
    let column = ProbeScene.name(scene.changeable)
    var new = row
    new[scene.changeable] = scene.changed
    return [
      scene.insert(new, " ON CONFLICT (\(ProbeScene.list(scene.key))) DO UPDATE SET \(column) = EXCLUDED.\(column)")
    ]
  }
}
