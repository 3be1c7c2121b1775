import PolicyModel

extension Probe {
  /// Who is who, and the hashes of tokens.
  static let identityRead = Probe(
    id: "identity-read", attack: "read every table that says who is who", cwe: 200, owasp: .authentication,
    gravity: .high,
    caller: .injected, judgement: .succeeds
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; total bigint := 0; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'bailiwick'::regnamespace LOOP
            BEGIN
              FOR line IN EXECUTE format('SELECT t::text FROM %s AS t', found.name) LOOP total := total + 1; END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
          IF total = 0 THEN RAISE insufficient_privilege USING MESSAGE = 'nothing of it could be read'; END IF;
        END $probe$
        """)
    ]
  }
}
