import PolicyModel

extension Probe {
  /// A view shows what its owner sees.
  static let everyView = Probe(
    id: "every-view", attack: "read every view there is", cwe: 668, owasp: .configuration, gravity: .critical,
    caller: .injected,
    weakness: { scene in
      ["CREATE VIEW public.everything AS SELECT * FROM \(scene.name)", "GRANT SELECT ON public.everything TO PUBLIC"]
    },
    judgement: .reveals
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class
            WHERE oid >= 16384 AND relkind IN ('v') LOOP
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
