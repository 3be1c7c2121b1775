import PolicyModel

extension Probe {
  /// The setting that asks for an error instead of a filter.
  static let rowSecurityOff = Probe(
    id: "row-security-off", attack: "switch row security off by its setting", cwe: 863, owasp: .functions,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SET LOCAL row_security = off"), .run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
