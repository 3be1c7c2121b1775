import PolicyModel

extension Probe {
  /// The greatest and the least.
  static let extremes = Probe(
    id: "extremes", attack: "read the greatest and the least value", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .reveals
  ) { scene, _ in
    let ends = scene.readable.map(ProbeScene.name).map { "max(\($0)::text), min(\($0)::text)" }
    return [.run("SELECT \(ends.joined(separator: ", ")) FROM \(scene.source)")]
  }
}
