import PolicyModel

extension Probe {
  /// Back to whoever logged in.
  static let resetRole = Probe(
    id: "reset-role", attack: "read after RESET ROLE", cwe: 269, owasp: .functions, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("RESET ROLE"), .run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
