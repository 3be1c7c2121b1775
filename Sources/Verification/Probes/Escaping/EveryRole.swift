import PolicyModel

extension Probe {
  /// Whoever the login may become.
  static let everyRole = Probe(
    id: "every-role", attack: "read as every role that SET ROLE reaches", cwe: 269, owasp: .functions,
    gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .reveals
  ) { scene, _ in
    [
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' LOOP
            BEGIN
              EXECUTE format('SET LOCAL ROLE %I', found.name);
              FOR line IN SELECT t::text FROM \(scene.source) AS t LOOP RAISE NOTICE '%', line; END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """)
    ]
  }
}
