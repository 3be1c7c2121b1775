import PolicyModel

extension Probe {
  /// A routine with the rights of its owner.
  static let everyDefinerRoutine = Probe(
    id: "every-definer-routine", attack: "call every SECURITY DEFINER routine that needs no argument", cwe: 250,
    owasp: .functions, gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        """
        CREATE FUNCTION public.everything() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER
          AS $f$ SELECT t::text FROM \(scene.name) AS t $f$
        """,
        "GRANT EXECUTE ON FUNCTION public.everything() TO PUBLIC",
      ]
    },
    judgement: .reveals
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT oid::regproc AS name FROM pg_catalog.pg_proc WHERE prosecdef AND pronargs = 0 LOOP
            BEGIN
              FOR line IN EXECUTE format('SELECT t::text FROM %s() AS t', found.name) LOOP
              RAISE NOTICE '%', line;
            END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """)
    ]
  }
}
