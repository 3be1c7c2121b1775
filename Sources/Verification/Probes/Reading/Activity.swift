import PolicyModel

extension Probe {
  /// What others are running.
  static let activity = Probe(
    id: "activity", attack: "read statements of others in pg_stat_activity", cwe: 200, owasp: .objects,
    gravity: .medium,
    caller: .injected, weak: .superuser,
    before: { scene in
      ["SELECT \(ProbeScene.literal(scene.marked))"]
    },
    judgement: .reveals
  ) { _, _ in
    [.run("SELECT query FROM pg_catalog.pg_stat_activity")]
  }
}
