import PolicyModel

extension Probe {
  /// A view writes with the rights of its owner.
  static let writeEveryView = Probe(
    id: "write-every-view", attack: "update through every view there is", cwe: 668, owasp: .configuration,
    gravity: .critical,
    caller: .injected,
    weakness: { scene in
      ["CREATE VIEW public.everything AS SELECT * FROM \(scene.name)", "GRANT ALL ON public.everything TO PUBLIC"]
    },
    judgement: .alters
  ) { scene, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind = 'v' LOOP
            BEGIN
              EXECUTE format('UPDATE %s SET %I = %L', found.name, \(ProbeScene.literal(scene.changeable)),
                \(scene.changed.map(ProbeScene.literal) ?? "NULL"));
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """)
    ]
  }
}
