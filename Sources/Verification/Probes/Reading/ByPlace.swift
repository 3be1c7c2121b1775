import PolicyModel

extension Probe {
  /// Where a row lies on disk instead of what it says; no page has more than 291 places, those of rows that are gone included.
  static let byPlace = Probe(
    id: "by-place", attack: "read rows by ctid", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT \(scene.columns) FROM \(scene.name)
        WHERE ctid = ANY (ARRAY(SELECT format('(%s,%s)', page, line)::tid
          FROM generate_series(0, pg_relation_size($1::regclass) / 8192) AS page, generate_series(1, 300) AS line))
        """, [scene.name])
    ]
  }
}
