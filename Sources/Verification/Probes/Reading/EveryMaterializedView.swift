import PolicyModel

extension Probe {
  /// A materialised view shows what was seen when it was filled.
  static let everyMaterializedView = Probe(
    id: "every-materialized-view", attack: "read every materialised view there is", cwe: 668, owasp: .configuration,
    gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        "CREATE MATERIALIZED VIEW public.everything AS SELECT * FROM \(scene.name)",
        "GRANT SELECT ON public.everything TO PUBLIC",
      ]
    },
    judgement: .reveals
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class
            WHERE oid >= 16384 AND relkind IN ('m') LOOP
            BEGIN
              FOR line IN EXECUTE format('SELECT t::text FROM %s AS t', found.name) LOOP
              RAISE NOTICE '%', line;
            END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """)
    ]
  }
}
