import SchemaModel

/// Bodies of the routines for sessions without a person, which stand in a table of their own: no row of it has a person, and
/// no row of the others has none.
extension SessionRoutine {
  static func openingAnonymous(_ roles: [String], _ pool: String, _ lifetime: Int, _ idle: Int) -> [String] {
    judging(pool, lifetime) + [
      "  IF \(isForOthers(roles)) THEN",
      "    RAISE EXCEPTION 'no such role without a person' USING ERRCODE = 'invalid_parameter_value';",
      "  END IF;",
      "  INSERT INTO bailiwick.anonymous_sessions (token_hash, pool, tenant_id, tenant_active, roles, expires_at, idle_at)",
      "  SELECT p_token_hash, p_pool, t.id, t.active, p_roles, statement_timestamp() + make_interval(secs => v_seconds),",
      "    statement_timestamp() + \(seconds(idle))",
      "  FROM bailiwick.tenants t WHERE t.id = p_tenant AND t.active;",
      "  IF NOT FOUND THEN",
      "    RAISE EXCEPTION 'no such tenant' USING ERRCODE = 'invalid_authorization_specification';",
      "  END IF;",
      "END",
    ]
  }

  static func refreshingAnonymous(_ idle: Int) -> [String] {
    [
      ", anonymous AS (UPDATE bailiwick.anonymous_sessions SET idle_at = statement_timestamp() + \(seconds(idle))",
      "  WHERE token_hash = p_token_hash AND expires_at > statement_timestamp() AND idle_at > statement_timestamp()",
      "    AND tenant_active RETURNING 1)",
      "SELECT EXISTS (SELECT FROM alive) OR EXISTS (SELECT FROM anonymous)",
    ]
  }

  static func openedAnonymous(_ roles: [String], _ pool: String, _ lifetime: Int, _ idle: Int) -> [String] {
    judged(pool, lifetime) + [
      "  IF \(isForOthers(roles)) THEN", raise("no such role without a person", "22023"), "  END IF;",
      "  IF (SELECT count(*) FROM bailiwick.tenants AS t WHERE t.id = p_tenant AND t.active) = 0 THEN",
      raise("no such tenant", "28000"), "  END IF;",
      "  INSERT INTO bailiwick.anonymous_sessions (token_hash, pool, tenant_id, tenant_active, roles, expires_at, idle_at)",
      "  SELECT p_token_hash, p_pool, t.id, t.active, p_roles, statement_timestamp() + p_lifetime,",
      "    statement_timestamp() + \(span(idle))",
      "  FROM bailiwick.tenants AS t WHERE t.id = p_tenant AND t.active;",
      "  RETURN true;", "END",
    ]
  }

  static func refreshedAnonymous(_ idle: Int) -> [String] {
    [
      ", anonymous AS (UPDATE bailiwick.anonymous_sessions AS a SET idle_at = statement_timestamp() + \(span(idle))",
      "  WHERE a.token_hash = p_token_hash AND a.expires_at > statement_timestamp()",
      "    AND a.idle_at > statement_timestamp() AND a.tenant_active RETURNING a.token_hash)",
      "SELECT (SELECT count(*) FROM alive) > 0 OR (SELECT count(*) FROM anonymous) > 0",
    ]
  }

  /// Whether what is asked for is none of these roles, or more than these.
  private static func isForOthers(_ roles: [String]) -> String {
    "p_roles IS NULL OR cardinality(p_roles) = 0 OR NOT (p_roles <@ \(Expression.texts(roles).sql))"
  }
}
