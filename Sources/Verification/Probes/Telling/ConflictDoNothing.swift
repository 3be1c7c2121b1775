import PolicyModel

extension Probe {
  /// ON CONFLICT DO NOTHING tells by the number of rows.
  static let conflictDoNothing = Probe(
    id: "conflict-do-nothing", attack: "insert a taken key ON CONFLICT DO NOTHING", cwe: 203, owasp: .objects,
    gravity: .medium,
    caller: .honest, channel: "unique", judgement: .tells
  ) { scene, row in
    guard !scene.key.contains(scene.tenant) else { return nil }
    return [scene.insert(scene.claiming(row), " ON CONFLICT DO NOTHING")]
  }
}
