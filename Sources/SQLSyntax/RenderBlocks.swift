import SchemaModel

extension Statement {
  /// The statements that need a block on PostgreSQL: for names that only the server knows, and for IF NOT EXISTS where it
  /// has none. Nil for the others.
  var block: String? {
    switch self {
    case .createRoles(let roles):
      Self.doBlock(
        """
        DECLARE v_role text;
        BEGIN
          FOREACH v_role IN ARRAY \(Expression.texts(roles).sql) LOOP
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = v_role) THEN
              EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', v_role);
            END IF;
          END LOOP;
        END
        """)
    case .dropRole(let role):
      Self.doBlock(
        """
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend WHERE refclassid = 'pg_catalog.pg_authid'::regclass
            AND refobjid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = \(Quoting.text(role)))
            AND dbid NOT IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
          THEN DROP ROLE \(id(role)); END IF;
        END
        """)
    case .refuse(let queries, let message):
      Self.doBlock(
        """
        BEGIN
          IF \(queries.map { "EXISTS (\($0.sql))" }.joined(separator: "\n  OR ")) THEN
            RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = \(Quoting.text(message));
          END IF;
        END
        """)
    case .grant(let privileges, [.database], let grantees, let grantable):
      Self.onDatabase(
        "GRANT \(privileges.map(\.sql).joined(separator: ", ")) ON DATABASE %I TO ", grantees,
        grantable ? " WITH GRANT OPTION" : "")
    case .revoke(let privileges, [.database], let grantees):
      Self.onDatabase("REVOKE \(privileges.map(\.sql).joined(separator: ", ")) ON DATABASE %I FROM ", grantees)
    default: nil
    }
  }

  private static func onDatabase(_ command: String, _ grantees: [Grantee], _ option: String = "") -> String {
    // The rest is one text constant: a percent sign in a role's name must not be read as a place holder.
    let rest = Quoting.doubling("%", in: grantees.map(\.sql).joined(separator: ", ")) + option
    return doBlock(
      "BEGIN EXECUTE pg_catalog.format(\(Quoting.text(command + rest)), pg_catalog.current_database()); END")
  }

  static func doBlock(_ body: String) -> String {
    let (open, close) = Quoting.dollar(body)
    return body.contains("\n") ? "DO \(open)\n\(body)\n\(close)" : "DO \(open) \(body) \(close)"
  }
}
