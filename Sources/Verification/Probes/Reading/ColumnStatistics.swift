import PolicyModel
import SchemaModel

extension Probe {
  /// What ANALYZE saw.
  static let columnStatistics = Probe(
    id: "column-statistics", attack: "read values from pg_stats", cwe: 1230, owasp: .objects, gravity: .critical,
    caller: .injected,
    before: { scene in
      ["ANALYZE \(scene.name)"]
    },
    judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT most_common_vals::text, histogram_bounds::text FROM pg_catalog.pg_stats
        WHERE schemaname = $1 AND tablename = $2
        """, [scene.table.name.schema, scene.table.name.name])
    ]
  }
}
