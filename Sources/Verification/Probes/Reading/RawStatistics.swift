import PolicyModel

extension Probe {
  /// The catalog below the view that filters.
  static let rawStatistics = Probe(
    id: "raw-statistics", attack: "read values from pg_statistic", cwe: 1230, owasp: .objects, gravity: .critical,
    caller: .injected, weak: .superuser,
    before: { scene in
      ["ANALYZE \(scene.name)"]
    },
    judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT stavalues1::text, stavalues2::text FROM pg_catalog.pg_statistic WHERE starelid = $1::regclass
        """, [scene.name])
    ]
  }
}
