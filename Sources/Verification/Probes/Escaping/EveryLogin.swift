import PolicyModel

extension Probe {
  /// Whoever the session may become.
  static let everyLogin = Probe(
    id: "every-login", attack: "read as every login that SET SESSION AUTHORIZATION reaches", cwe: 269,
    owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .reveals
  ) { scene, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolcanlogin LOOP
            BEGIN
              EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', found.name);
              FOR line IN SELECT t::text FROM \(scene.source) AS t LOOP RAISE NOTICE '%', line; END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """)
    ]
  }
}
