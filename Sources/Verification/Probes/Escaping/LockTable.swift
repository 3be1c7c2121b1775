import PolicyModel

extension Probe {
  /// A lock on the table stops everybody.
  static let lockTable = Probe(
    id: "lock-table", attack: "lock the table against everybody", cwe: 667, owasp: .resources, gravity: .medium,
    caller: .injected, channel: "locks", judgement: .succeeds
  ) { scene, _ in
    [.run("LOCK TABLE \(scene.name) IN ACCESS EXCLUSIVE MODE")]
  }
}
