import PolicyModel

extension Probe {
  /// Who is who is kept in tables.
  static let identityRemoved = Probe(
    id: "identity-removed", attack: "delete from every table that says who is who", cwe: 862, owasp: .authentication,
    gravity: .critical,
    caller: .injected, judgement: .succeeds
  ) { _, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; gone bigint; total bigint := 0; BEGIN
          FOR found IN SELECT oid::regclass AS name FROM pg_catalog.pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'bailiwick'::regnamespace LOOP
            BEGIN
              EXECUTE format('DELETE FROM %s', found.name);
              GET DIAGNOSTICS gone = ROW_COUNT;
              total := total + gone;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
          IF total = 0 THEN RAISE insufficient_privilege USING MESSAGE = 'nothing of it could be deleted'; END IF;
        END $probe$
        """)
    ]
  }
}
