import PolicyModel

extension Probe {
  /// A plan that was made for one role, with the table below a subquery, and is executed by others.
  static let planAcrossRoles = Probe(
    id: "plan-across-roles", attack: "execute a prepared statement as every role that SET ROLE reaches", cwe: 270,
    owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        PREPARE p AS WITH t AS (SELECT concat_ws(' ', \(scene.columns)) AS line FROM \(scene.source))
          SELECT line FROM (SELECT line FROM t) AS s WHERE EXISTS (SELECT FROM \(scene.source))
        """),
      .script(
        """
        DO $probe$ DECLARE found record; line text; BEGIN
          FOR found IN SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' LOOP
            BEGIN
              EXECUTE format('SET LOCAL ROLE %I', found.name);
              FOR line IN EXECUTE 'EXECUTE p' LOOP RAISE NOTICE '%', line; END LOOP;
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $probe$
        """),
    ]
  }
}
