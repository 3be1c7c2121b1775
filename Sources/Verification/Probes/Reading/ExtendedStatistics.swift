import PolicyModel
import SchemaModel

extension Probe {
  /// What ANALYZE saw of columns together.
  static let extendedStatistics = Probe(
    id: "extended-statistics", attack: "read values from pg_stats_ext", cwe: 1230, owasp: .objects, gravity: .critical,
    caller: .injected, weak: .superuser,
    before: { scene in
      let columns = Set(scene.key + [scene.mark]).sorted()
      guard columns.count > 1 else { return [] }
      // Some types have no statistics: then there is nothing to read.
      return [
        """
        DO $before$ BEGIN
          CREATE STATISTICS \(ProbeScene.name(scene.table.name.schema)).together (mcv)
            ON \(ProbeScene.list(columns)) FROM \(scene.name);
          ANALYZE \(scene.name);
        EXCEPTION WHEN OTHERS THEN NULL; END $before$
        """
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    guard Set(scene.key + [scene.mark]).count > 1 else { return nil }
    return [.run("SELECT most_common_vals::text FROM pg_catalog.pg_stats_ext WHERE statistics_name = 'together'")]
  }
}
