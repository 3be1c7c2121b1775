import PolicyModel

extension Probe {
  /// A key that is taken tells that somebody has it.
  static let duplicateKey = Probe(
    id: "duplicate-key", attack: "insert a row with a key of somebody else", cwe: 203, owasp: .objects,
    gravity: .medium,
    caller: .honest, channel: "unique", judgement: .tells
  ) { scene, row in
    guard !scene.key.contains(scene.tenant) else { return nil }
    return [scene.insert(scene.claiming(row))]
  }
}
