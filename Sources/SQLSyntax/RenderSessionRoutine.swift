import SchemaModel

extension SessionRoutine {
  /// The routine as PostgreSQL 15 to 18 take it.
  var sql: String {
    let body = "\n  \(lines.joined(separator: "\n  "))\n"
    let (open, close) = Quoting.dollar(body)
    return "CREATE OR REPLACE FUNCTION \(name.sql)("
      + parameters.map { "\(id($0.name)) \($0.type.sql)" }.joined(separator: ", ")
      + ") RETURNS \(isQuestion ? "boolean" : "void")\n  \(options)\n  AS \(open)\(body)\(close)"
  }

  private var isQuestion: Bool { if case .refresh = self { true } else { false } }

  /// What turns a token into settings has the caller's rights and no SET clause: a routine with one undoes on return what it
  /// set, and a definer's may not set `role` (PostgreSQL, SET ROLE, notes). So every name in it is qualified.
  private var options: String {
    switch self {
    case .bind, .actAs, .actAsAnonymous: "LANGUAGE plpgsql VOLATILE SECURITY INVOKER PARALLEL UNSAFE"
    case .open, .openAnonymous:
      "LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp"
    case .refresh, .end, .endAnonymous, .endAll, .revoke:
      "LANGUAGE sql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp"
    }
  }

  private var lines: [String] {
    switch self {
    case .bind(let path): Self.binding(path, ["token": "p_token"])
    case .actAs(let path, let anonymous):
      Self.binding(path, ["principal": "p_principal", "tenant": "p_tenant"], anonymous ? ["anonymous": ""] : [:])
    case .actAsAnonymous(let path):
      Self.binding(path, ["tenant": "p_tenant"], ["principal": "", "anonymous": Self.noPerson])
    case .open(_, _, let pool, let lifetime, let idle, _): Self.opening(pool, lifetime, idle)
    case .openAnonymous(_, let roles, let pool, let lifetime, let idle):
      Self.openingAnonymous(roles, pool, lifetime, idle)
    case .refresh(let idle, let anonymous, _):
      [
        "WITH alive AS (UPDATE bailiwick.sessions SET idle_at = statement_timestamp() + \(Self.seconds(idle))",
        "  WHERE token_hash = p_token_hash AND expires_at > statement_timestamp() AND idle_at > statement_timestamp()",
        "    AND principal_active AND tenant_active AND valid_until > statement_timestamp() RETURNING 1)",
      ] + (anonymous ? Self.refreshingAnonymous(idle) : ["SELECT EXISTS (SELECT FROM alive)"])
    case .end(let anonymous):
      (anonymous ? ["DELETE FROM bailiwick.anonymous_sessions WHERE token_hash = p_token_hash;"] : [])
        + ["DELETE FROM bailiwick.sessions WHERE token_hash = p_token_hash"]
    case .endAnonymous: ["DELETE FROM bailiwick.anonymous_sessions WHERE tenant_id = p_tenant"]
    case .endAll: ["DELETE FROM bailiwick.sessions WHERE principal_id = p_principal"]
    case .revoke:
      [
        "UPDATE bailiwick.principals SET active = false WHERE id = p_principal;",
        "DELETE FROM bailiwick.sessions WHERE principal_id = p_principal;",
      ]
    }
  }

  static func seconds(_ count: Int) -> String { "interval '\(count) seconds'" }

  /// The same words for every reason: none, empty, malformed, expired, revoked, another pool's, unknown. `fixed` are settings
  /// that no argument makes.
  private static func binding(
    _ path: [String], _ settings: KeyValuePairs<String, String>, _ fixed: KeyValuePairs<String, String> = [:]
  ) -> [String] {
    func set(_ name: String, _ value: String) -> String {
      "  PERFORM pg_catalog.set_config('\(name)', \(value), true);"
    }
    return [
      "DECLARE",
      "  v_now pg_catalog.text := EXTRACT(epoch FROM pg_catalog.transaction_timestamp())::pg_catalog.text;",
      "BEGIN",
      "  IF pg_catalog.current_setting('bailiwick.bound_at', true) OPERATOR(pg_catalog.=) v_now THEN",
      "    RAISE EXCEPTION 'a session is bound in this transaction already' USING ERRCODE = 'invalid_transaction_state';",
      "  END IF;",
      set("role", "'none'"), set("search_path", Quoting.text((path.map(id) + ["pg_temp"]).joined(separator: ", "))),
    ] + timeouts.map { set($0.0, "'\($0.1)'") } + [set("row_security", "'on'")]
      // NULL would bring back what a role or a connection starts with, which whoever runs SQL can plant.
      + settings.map { set("bailiwick.\($0.key)", "coalesce(\($0.value), '')") }
      + fixed.map { set("bailiwick.\($0.key)", Quoting.text($0.value)) } + [
        set("bailiwick.bound_at", "v_now"),
        "  PERFORM FROM bailiwick.identity;",
        "  IF NOT FOUND THEN",
        "    RAISE EXCEPTION 'no such session' USING ERRCODE = 'invalid_authorization_specification';",
        "  END IF;",
        "END",
      ]
  }

  /// What a session asks for, whoever it is for.
  static func judging(_ pool: String, _ lifetime: Int) -> [String] {
    [
      // Seconds are what is compared and what is added: intervals are compared as if months had 30 days, and added by the
      // calendar, so that one of months less days may be short for the one and long for the other.
      "DECLARE",
      "  v_seconds double precision := EXTRACT(epoch FROM p_lifetime);",
      "BEGIN",
      "  IF v_seconds IS NULL OR v_seconds <= 0 OR v_seconds > \(lifetime) THEN",
      "    RAISE EXCEPTION 'a session lives up to \(lifetime) seconds' USING ERRCODE = 'invalid_parameter_value';",
      "  END IF;",
      // A superuser passes for a member of every role (PostgreSQL, pg_has_role).
      "  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_pool AND r.rolcanlogin AND NOT r.rolsuper",
      "    AND pg_has_role(r.oid, \(Quoting.text(pool)), 'MEMBER')) THEN",
      "    RAISE EXCEPTION 'no such pool' USING ERRCODE = 'invalid_parameter_value';",
      "  END IF;",
    ]
  }

  private static func opening(_ pool: String, _ lifetime: Int, _ idle: Int) -> [String] {
    judging(pool, lifetime) + [
      "  INSERT INTO bailiwick.sessions (token_hash, pool, membership_id, principal_id, principal_active, tenant_id,",
      "    tenant_active, reaches_all, roles, valid_until, expires_at, idle_at)",
      "  SELECT p_token_hash, p_pool, m.id, m.principal_id, m.principal_active, m.tenant_id, m.tenant_active,",
      "    m.tenant_id IS NULL, m.roles, m.valid_until,",
      "    statement_timestamp() + make_interval(secs => v_seconds),",
      "    statement_timestamp() + \(seconds(idle))",
      "  FROM bailiwick.memberships m",
      "  WHERE m.principal_id = p_principal AND m.tenant_id IS NOT DISTINCT FROM p_tenant",
      "    AND m.principal_active AND m.tenant_active AND m.valid_until > statement_timestamp();",
      "  IF NOT FOUND THEN",
      "    RAISE EXCEPTION 'no such membership' USING ERRCODE = 'invalid_authorization_specification';",
      "  END IF;",
      "END",
    ]
  }
}
