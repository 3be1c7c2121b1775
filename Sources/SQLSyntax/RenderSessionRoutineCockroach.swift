import SchemaModel

extension SessionRoutine {
  /// The routine as CockroachDB 25.4 takes it, in words that PostgreSQL reads too.
  ///
  /// Its PL/pgSQL has IF, RAISE and assignments, but no PERFORM and no FOUND (docs, plpgsql). What is computed for its effect
  /// is assigned: a volatile assignment is never left out, a SELECT INTO was before 25.4.3 (issue 156966). There is no SET
  /// clause; names in a body are resolved when it is created. *Unconfirmed*: everything that a cluster does with them.
  var cockroachSQL: String {
    let body = "\n  \(cockroachLines.joined(separator: "\n  "))\n"
    let (open, close) = Quoting.dollar(body)
    return "CREATE OR REPLACE FUNCTION \(name.sql)("
      + parameters.map { "\(id($0.name)) \($0.type.sql(for: .cockroachdb))" }.joined(separator: ", ")
      + ") RETURNS \(cockroachResult) \(cockroachOptions) AS \(open)\(body)\(close)"
  }

  /// PL/pgSQL says that it came to its end: what it does where a body has no RETURN is *unconfirmed*.
  private var cockroachResult: String {
    switch self {
    case .bind, .actAs, .actAsAnonymous, .open, .openAnonymous, .refresh: "BOOL"
    case .end, .endAnonymous, .endAll, .revoke: "VOID"
    }
  }

  private var cockroachOptions: String {
    switch self {
    case .bind, .actAs, .actAsAnonymous: "VOLATILE SECURITY INVOKER LANGUAGE PLpgSQL"
    case .open, .openAnonymous: "VOLATILE SECURITY DEFINER LANGUAGE PLpgSQL"
    case .refresh, .end, .endAnonymous, .endAll, .revoke: "VOLATILE SECURITY DEFINER LANGUAGE SQL"
    }
  }

  private var cockroachLines: [String] {
    switch self {
    case .bind(let path): Self.setting(path, "can_bind", ["token": "p_token"])
    case .actAs(let path, let anonymous):
      Self.setting(
        path, "can_bind", ["principal": "p_principal", "tenant": "p_tenant"], anonymous ? ["anonymous": ""] : [:])
    case .actAsAnonymous(let path):
      Self.setting(
        path, "can_bind_anonymous", ["tenant": "p_tenant"], ["principal": "", "anonymous": Self.noPerson])
    case .open(_, _, let pool, let lifetime, let idle, let inPlace): Self.opened(pool, lifetime, idle, inPlace)
    case .openAnonymous(_, let roles, let pool, let lifetime, let idle):
      Self.openedAnonymous(roles, pool, lifetime, idle)
    case .refresh(let idle, let anonymous, let inPlace):
      [
        "WITH alive AS (UPDATE bailiwick.sessions AS s SET idle_at = statement_timestamp() + \(Self.span(idle))",
        "  FROM bailiwick.memberships AS m",
        "  WHERE m.id = s.membership_id AND s.token_hash = p_token_hash AND s.expires_at > statement_timestamp()",
        "    AND s.idle_at > statement_timestamp() AND m.principal_active AND m.tenant_active",
        "    AND m.valid_until > statement_timestamp()\(Self.isMember(inPlace)) RETURNING s.token_hash)",
      ] + (anonymous ? Self.refreshedAnonymous(idle) : ["SELECT count(*) > 0 FROM alive"])
    case .end(let anonymous):
      (anonymous ? ["DELETE FROM bailiwick.anonymous_sessions WHERE token_hash = p_token_hash;"] : [])
        + ["DELETE FROM bailiwick.sessions WHERE token_hash = p_token_hash"]
    case .endAnonymous: ["DELETE FROM bailiwick.anonymous_sessions WHERE tenant_id = p_tenant"]
    case .endAll: ["DELETE FROM bailiwick.sessions WHERE principal_id = p_principal"]
    case .revoke(_, let inPlace):
      // Somebody who never had a session is known to the application alone.
      (inPlace ? [Self.knowingMember] : []) + [
        "UPDATE bailiwick.principals SET active = false WHERE id = p_principal;",
        "DELETE FROM bailiwick.sessions WHERE principal_id = p_principal",
      ]
    }
  }

  static func span(_ count: Int) -> String { "INTERVAL '\(count) seconds'" }

  /// Who is bound may bind the same again: a statement that met a conflict is run anew in its transaction (SERIALIZABLE), and
  /// after ROLLBACK TO SAVEPOINT the client binds anew. Nobody may become another. The role is left as it is, since identity
  /// asks for the login alone, and row_security cannot be set before 26.1 (pull request 155110). Whether the session's
  /// settings may be made from within a routine is *unconfirmed* but for what the docs say of SET LOCAL and set_config.
  /// `fixed` are settings that no argument makes.
  private static func setting(
    _ path: [String], _ check: String, _ settings: KeyValuePairs<String, String>,
    _ fixed: KeyValuePairs<String, String> = [:]
  ) -> [String] {
    func set(_ name: String, _ value: String) -> String { "  v_set := set_config('\(name)', \(value), true);" }
    let path = Quoting.text((path.map(id) + ["pg_temp"]).joined(separator: ", "))
    // NULL would leave an older value where it is.
    let made =
      settings.map { (name: $0.key, value: "coalesce(\($0.value), '')") }
      + fixed.map { (name: $0.key, value: Quoting.text($0.value)) }
    let others = made.map { "coalesce(current_setting('bailiwick.\($0.name)', true), '') <> \($0.value)" }
    return [
      "DECLARE", "  v_now TEXT := extract(epoch FROM transaction_timestamp())::TEXT;", "  v_set TEXT;", "BEGIN",
      "  IF current_setting('bailiwick.bound_at', true) = v_now",
      "    AND (\(others.joined(separator: " OR "))) THEN",
      raise("a session is bound in this transaction already", "25000"), "  END IF;",
      "  IF NOT bailiwick.\(check)(\(settings.map(\.value).joined(separator: ", "))) THEN",
      raise("no such session", "28000"), "  END IF;", set("search_path", path),
    ] + timeouts.map { set($0.0, "'\($0.1)'") }
      + made.map { set("bailiwick.\($0.name)", $0.value) }
      + [set("bailiwick.bound_at", "v_now"), "  RETURN true;", "END"]
  }

  static func raise(_ message: String, _ code: String) -> String {
    "    RAISE EXCEPTION \(Quoting.text(message)) USING ERRCODE = '\(code)';"
  }

  /// What a session asks for, whoever it is for.
  static func judged(_ pool: String, _ lifetime: Int) -> [String] {
    [
      "BEGIN",
      // Ends are compared, not intervals, which count every month as 30 days while adding follows the calendar.
      "  IF p_lifetime IS NULL OR statement_timestamp() + p_lifetime <= statement_timestamp()",
      "    OR statement_timestamp() + p_lifetime > statement_timestamp() + \(span(lifetime)) THEN",
      raise("a session lives up to \(lifetime) seconds", "22023"), "  END IF;",
      "  IF (SELECT count(*) FROM pg_catalog.pg_roles AS r WHERE r.rolname = p_pool AND r.rolcanlogin AND NOT r.rolsuper",
      "    AND pg_has_role(r.oid, \(Quoting.text(pool)), 'MEMBER')) = 0 THEN", raise("no such pool", "22023"),
      "  END IF;",
    ]
  }

  private static func isMember(_ inPlace: Bool) -> String { inPlace ? " AND (\(MemberRoles.isHeld.sql))" : "" }

  /// Makes the principal known, where the application's table says that it is somebody.
  static var knowingMember: String {
    let known = Query(
      [.init(.column("principal_id", of: "g"))], from: [.init(MemberRoles.view, "g")],
      where: .binary(.column("principal_id", of: "g"), .equal, .parameter("p_principal")))
    return "  INSERT INTO bailiwick.principals (id) \(known.sql) ON CONFLICT (id) DO NOTHING;"
  }

  /// Whoever the application's table makes a member is known from the first session on, and is one as long as it does. What
  /// support has ended is forgotten, so that it stands in nobody's way.
  private static var joining: [String] {
    let given = MemberRoles.query(
      [.init(.call(.count, []))], of: .parameter("p_principal"), in: .parameter("p_tenant"))
    return [
      "  DELETE FROM bailiwick.memberships AS m WHERE m.principal_id = p_principal AND m.tenant_id = p_tenant",
      "    AND \(MemberRoles.own.sql) AND m.valid_until <= statement_timestamp();",
      "  INSERT INTO bailiwick.principals (id) SELECT p_principal FROM bailiwick.tenants AS t",
      "    WHERE t.id = p_tenant AND (\(given.sql)) > 0 ON CONFLICT (id) DO NOTHING;",
      "  INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles)",
      "    SELECT p.id, p.active, t.id, t.active, \(Expression.texts([]).sql)",
      "    FROM bailiwick.principals AS p JOIN bailiwick.tenants AS t ON t.id = p_tenant",
      "    WHERE p.id = p_principal AND (\(given.sql)) > 0 ON CONFLICT (principal_id, tenant_id) DO NOTHING;",
    ]
  }

  private static func opened(_ pool: String, _ lifetime: Int, _ idle: Int, _ inPlace: Bool) -> [String] {
    let membership = [
      "FROM bailiwick.memberships AS m",
      "WHERE m.principal_id = p_principal AND m.tenant_id IS NOT DISTINCT FROM p_tenant AND m.principal_active",
      "  AND m.tenant_active AND m.valid_until > statement_timestamp()\(isMember(inPlace))",
    ]
    return judged(pool, lifetime) + (inPlace ? joining : []) + [
      "  IF (SELECT count(*) \(membership[0])"
    ] + membership.dropFirst().map { "    " + $0 } + [
      "    ) = 0 THEN", raise("no such membership", "28000"), "  END IF;",
      "  INSERT INTO bailiwick.sessions (token_hash, pool, membership_id, principal_id, expires_at, idle_at)",
      "  SELECT p_token_hash, p_pool, m.id, m.principal_id, statement_timestamp() + p_lifetime,",
      "    statement_timestamp() + \(span(idle))",
    ] + membership.map { "  " + $0 }.joinedLast(";") + ["  RETURN true;", "END"]
  }
}

extension [String] {
  /// The lines, with something behind the last.
  func joinedLast(_ end: String) -> [String] { dropLast() + (last.map { [$0 + end] } ?? []) }
}
