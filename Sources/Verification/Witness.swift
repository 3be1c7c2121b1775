import IntentOracle
import SQLSyntax
import SchemaModel

/// A script that shows a disagreement again, from nothing: migrations, rows, the login, the statement.
package enum Witness {
  /// The statements that make a login, its identity and no password.
  static func login(_ name: String, principal: String, tenant: String?, roles: [String], policy: String) -> String {
    let literals = { (text: String?) in Expression.literal(text.map(SQLLiteral.text) ?? .null).sql }
    let create = LoginStatement.create(name, verifier: "", memberOf: roles.map { "\(policy)_\($0)" }).sql
      .replacing(" PASSWORD ''", with: "")
    return """
      \(create);
      INSERT INTO bailiwick.principals (id) VALUES (\(literals(principal))) ON CONFLICT DO NOTHING;
      INSERT INTO bailiwick.tenants (id) SELECT \(literals(tenant)) WHERE \(literals(tenant)) IS NOT NULL ON CONFLICT DO NOTHING;
      INSERT INTO bailiwick.logins (login, principal_id, tenant_id, tenant_active, reaches_all, roles) VALUES
        (\(literals(name)), \(literals(principal)), \(literals(tenant)), \(tenant == nil ? "NULL" : "true"), \(tenant == nil), \(Expression.texts(roles).sql));
      """
  }

  /// The statement that lets a caller hold a role at something.
  static func holding(_ role: String, at id: String, _ caller: Caller) -> String {
    let literals = { (text: String) in Expression.literal(.text(text)).sql }
    if caller.binding == nil {
      return "INSERT INTO bailiwick.login_levels VALUES "
        + "(\(literals(caller.login)), \(literals(role)), \(literals(id)));"
    }
    return "INSERT INTO bailiwick.membership_levels SELECT id, \(literals(role)), \(literals(id)) "
      + "FROM bailiwick.memberships WHERE principal_id = \(literals(caller.actor.principal?.printed ?? "")) "
      + "AND tenant_id = \(literals(caller.tenantKey ?? ""));"
  }

  /// The statements that make a pool's login, without a password, and a member with an open session on it. `ownRow`: a row of
  /// the application's makes the member, and nothing else may.
  static func member(
    _ pool: String, principal: String, tenant: String?, roles: [String], policy: String, token: String?,
    ownRow: Bool = false
  ) -> String {
    let literals = { (text: String?) in Expression.literal(text.map(SQLLiteral.text) ?? .null).sql }
    let create = LoginStatement.create(pool, verifier: "", memberOf: ["\(policy)__pool"]).sql
      .replacing(" PASSWORD ''", with: "")
    let open =
      token.map {
        """

        SELECT bailiwick.open_session(sha256(convert_to(\(literals($0)), 'UTF8')), \(literals(principal)), \(literals(tenant)), \(literals(pool)), interval '1 hour');
        """
      } ?? ""
    return """
      \(create);
      INSERT INTO bailiwick.principals (id) VALUES (\(literals(principal))) ON CONFLICT DO NOTHING;
      INSERT INTO bailiwick.tenants (id) SELECT \(literals(tenant)) WHERE \(literals(tenant)) IS NOT NULL ON CONFLICT DO NOTHING;
      \(ownRow ? "" : "INSERT INTO bailiwick.memberships (principal_id, tenant_id, roles) VALUES (\(literals(principal)), \(literals(tenant)), \(Expression.texts(roles).sql)) ON CONFLICT DO NOTHING;")\(open)
      """
  }

  /// The statements that make a pool's login, without a password, and an open session without a person on it.
  static func anonymous(_ pool: String, tenant: String, roles: [String], policy: String, token: String) -> String {
    let literals = { (text: String) in Expression.literal(.text(text)).sql }
    let create = LoginStatement.create(pool, verifier: "", memberOf: ["\(policy)__pool"]).sql
      .replacing(" PASSWORD ''", with: "")
    return """
      \(create);
      INSERT INTO bailiwick.tenants (id) VALUES (\(literals(tenant))) ON CONFLICT DO NOTHING;
      SELECT bailiwick.open_anonymous_session(sha256(convert_to(\(literals(token)), 'UTF8')), \(literals(tenant)), \(Expression.texts(roles).sql), \(literals(pool)), interval '1 hour');
      """
  }

  /// The statements that make a pool's login, without a password, unless it is there, and say what whoever has no person is in
  /// a tenant.
  static func anonymousMember(_ pool: String?, tenant: String, roles: [String], policy: String) -> String {
    let literals = { (text: String) in Expression.literal(.text(text)).sql }
    let create = pool.map { pool in
      LoginStatement.create(pool, verifier: "", memberOf: ["\(policy)__pool"]).sql
        .replacing(" PASSWORD ''", with: "") + ";\n"
    }
    return (create ?? "") + """
      INSERT INTO bailiwick.tenants (id) VALUES (\(literals(tenant))) ON CONFLICT DO NOTHING;
      INSERT INTO bailiwick.anonymous_members (tenant_id, tenant_active, roles) VALUES
        (\(literals(tenant)), true, \(Expression.texts(roles).sql));
      """
  }

  /// The statements that make a login without a person, its identity and no password.
  static func anonymousLogin(_ name: String, tenant: String, roles: [String], policy: String) -> String {
    let literals = { (text: String) in Expression.literal(.text(text)).sql }
    let create = LoginStatement.create(name, verifier: "", memberOf: roles.map { "\(policy)_\($0)" }).sql
      .replacing(" PASSWORD ''", with: "")
    return """
      \(create);
      INSERT INTO bailiwick.tenants (id) VALUES (\(literals(tenant))) ON CONFLICT DO NOTHING;
      INSERT INTO bailiwick.anonymous_logins (login, tenant_id, tenant_active, roles) VALUES
        (\(literals(name)), \(literals(tenant)), true, \(Expression.texts(roles).sql));
      """
  }

  /// The script; `migrations` are the texts of the files, in order.
  package static func script(_ disagreement: Disagreement, report: VerificationReport, migrations: [String]) -> String {
    let cell = disagreement.cell
    return """
      \(line("-- \(cell.caller) on \(cell.relation): the policy says \"\(cell.expected)\" of \(cell.row); the database: \(disagreement.observed)."))
      -- Replay: bailiwick sandbox --run THIS FILE

      -- The migrations
      \(migrations.map { "BEGIN;\n\($0)\nCOMMIT;" }.joined(separator: "\n"))

      -- The rows
      \((disagreement.rows ?? report.rows).map { $0 + ";" }.joined(separator: "\n"))

      -- The login
      \(report.logins[cell.caller] ?? "")

      -- What it runs
      SET SESSION AUTHORIZATION \(Expression.column(disagreement.login).sql);
      \(disagreement.binding.map { "BEGIN; \($0);\n" } ?? "")\(disagreement.statement);\(disagreement.binding == nil ? "" : "\nCOMMIT;")
      RESET SESSION AUTHORIZATION;

      """
  }

  /// On one line, so that no name ends the comment that it stands in.
  private static func line(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
