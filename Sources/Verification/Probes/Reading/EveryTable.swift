import PolicyModel

extension Probe {
  /// Whatever else holds rows: copies, parts, logs.
  static let everyTable = Probe(
    id: "every-table", attack: "read every table there is", cwe: 732, owasp: .configuration, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class
            WHERE oid >= 16384 AND relkind IN ('r', 'p', 'f') LOOP
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
