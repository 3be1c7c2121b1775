import PolicyModel

extension Probe {
  /// How far a sequence is tells how many rows everybody made.
  static let sequencePosition = Probe(
    id: "sequence-position", attack: "read how far sequences are", cwe: 203, owasp: .objects, gravity: .low,
    caller: .injected, channel: "sizes",
    weakness: { _ in
      ["CREATE SEQUENCE public.counter", "GRANT SELECT ON public.counter TO PUBLIC"]
    },
    judgement: .succeeds
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; here bigint; total bigint := 0; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class WHERE relkind = 'S' LOOP
            BEGIN
              EXECUTE format('SELECT last_value FROM %s', found.name) INTO here;
              total := total + 1;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
          IF total = 0 THEN RAISE insufficient_privilege USING MESSAGE = 'no sequence could be read'; END IF;
        END $probe$
        """)
    ]
  }
}
