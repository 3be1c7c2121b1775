import PolicyModel

extension Probe {
  /// Triggers and foreign keys are switched off by a setting.
  static let withoutTriggers = Probe(
    id: "without-triggers", attack: "switch triggers and foreign keys off", cwe: 732, owasp: .objects, gravity: .high,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("SET LOCAL session_replication_role = replica")]
  }
}
