import SchemaModel

extension PromotionRoutine {
  /// The routine as PostgreSQL 15 to 18 take it.
  var sql: String {
    let body = "\n  \(lines.joined(separator: "\n  "))\n"
    let (open, close) = Quoting.dollar(body)
    return "CREATE OR REPLACE FUNCTION \(name.sql)("
      + parameters.map { "\(id($0.name)) \($0.type.sql)" }.joined(separator: ", ") + ") RETURNS \(result)\n"
      + "  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp\n"
      + "  AS \(open)\(body)\(close)"
  }

  private var result: String {
    switch self {
    case .grant, .revoke, .endSupport: "boolean"
    case .openSupport: "void"
    case .keepRecord: "trigger"
    }
  }

  private var lines: [String] {
    switch self {
    case .grant(let terms): terms.judged + (terms.members.map(terms.givingRow) ?? terms.giving)
    case .revoke(let terms): terms.judged + (terms.members.map(terms.takingRow) ?? terms.taking)
    case .openSupport(let terms, let longest): terms.judged + terms.opening(longest)
    case .endSupport(let terms): terms.judged + terms.ending
    case .keepRecord:
      [
        "BEGIN",
        "  RAISE EXCEPTION 'this record is only ever added to' USING ERRCODE = 'insufficient_privilege';",
        "END",
      ]
    }
  }
}

extension PromotionTerms {
  static let there = "m.tenant_id = v_tenant AND m.principal_id = p_principal"
  private static let ended = "m.valid_until <= statement_timestamp()"

  static func refusal(_ message: String, _ code: String) -> String {
    "    RAISE EXCEPTION \(Quoting.text(message)) USING ERRCODE = '\(code)';"
  }

  /// Who asks is judged by the identity that policies go by. The rows that say what both are are locked first, in one order
  /// for all, and judged after: of two at once the second sees what the first did, or fails with 40001 where its snapshot
  /// is older (PostgreSQL's documentation, "Transaction Isolation").
  fileprivate var judged: [String] {
    [
      "DECLARE",
      "  v_actor bailiwick.memberships.principal_id%TYPE;", "  v_tenant bailiwick.memberships.tenant_id%TYPE;",
    ]
      + (members == nil ? [] : ["  v_before text[];", "  v_after text[];"]) + [
        "BEGIN",
        "  SELECT i.principal_id, i.tenant_id INTO v_actor, v_tenant FROM bailiwick.identity i WHERE NOT i.reaches_all;",
        "  IF NOT FOUND THEN", Self.refusal("no such session", "invalid_authorization_specification"), "  END IF;",
        "  IF p_principal = v_actor THEN", Self.refusal("nobody changes their own roles", "insufficient_privilege"),
        "  END IF;",
      ] + (members.map(\.locking) ?? []) + [
        "  PERFORM FROM bailiwick.memberships m WHERE m.tenant_id = v_tenant",
        "    AND m.principal_id IN (v_actor, p_principal) ORDER BY m.id FOR UPDATE;",
      ]
      + (hasSession
        ? [
          "  PERFORM FROM bailiwick.sessions s WHERE s.token_hash = \(Expression.boundTokenHash.sql) FOR KEY SHARE;"
        ] : []) + [
        "  IF NOT EXISTS (SELECT FROM bailiwick.identity i WHERE i.principal_id = v_actor AND i.tenant_id = v_tenant",
        "    AND (\(allowed.sql))) THEN",
        Self.refusal("who is bound may not do this", "insufficient_privilege"), "  END IF;",
      ]
  }

  /// The session that changes something, by the head of its hash.
  var session: String { hasSession ? "left(encode(\(Expression.boundTokenHash.sql), 'hex'), 16)" : "NULL" }

  private func record(_ columns: String, _ values: String) -> String {
    "INSERT INTO bailiwick.role_changes (tenant_id, principal_id, by_principal, by_session, \(columns))\n"
      + "      VALUES (v_tenant, p_principal, v_actor, \(session), \(values));"
  }

  /// A membership that has ended is none: with its row go the sessions that would live again.
  var forget: String { "  DELETE FROM bailiwick.memberships m WHERE \(Self.there) AND \(Self.ended);" }

  private var unknown: [String] {
    [
      "  IF NOT EXISTS (SELECT FROM bailiwick.principals p WHERE p.id = p_principal) THEN",
      Self.refusal("no such principal", "invalid_parameter_value"), "  END IF;",
    ]
  }

  var isForSupport: String {
    Expression.binary(.column("roles", of: "m"), .overlaps, .texts(supportRoles)).sql
  }

  /// Stops where the principal is there for support, which has an end and stands alone.
  var supported: [String] {
    if supportRoles.isEmpty { return [] }
    return [
      "  IF EXISTS (SELECT FROM bailiwick.memberships m WHERE \(Self.there) AND \(isForSupport)) THEN",
      Self.refusal("whoever is there for support is given no other role", "object_not_in_prerequisite_state"),
      "  END IF;",
    ]
  }

  fileprivate var giving: [String] {
    let ordinary = supportRoles.isEmpty ? "" : " AND NOT (\(isForSupport))"
    return [
      forget,
      "  INSERT INTO bailiwick.memberships AS m (principal_id, principal_active, tenant_id, tenant_active, roles)",
      "    SELECT p.id, p.active, t.id, t.active, ARRAY[p_role] FROM bailiwick.principals p, bailiwick.tenants t",
      "    WHERE p.id = p_principal AND t.id = v_tenant",
      "    ON CONFLICT (principal_id, tenant_id) DO UPDATE SET roles = m.roles || excluded.roles",
      "    WHERE NOT p_role = ANY (m.roles)\(ordinary);", "  IF FOUND THEN",
      "    " + record("role, given", "p_role, true"), "    RETURN true;", "  END IF;",
    ] + supported + unknown + ["  RETURN false;", "END"]
  }

  /// A membership without a role is none.
  fileprivate var taking: [String] {
    [
      "  UPDATE bailiwick.memberships m SET roles = array_remove(m.roles, p_role)",
      "    WHERE \(Self.there) AND p_role = ANY (m.roles) AND NOT m.roles <@ ARRAY[p_role];", "  IF NOT FOUND THEN",
      "    DELETE FROM bailiwick.memberships m WHERE \(Self.there) AND m.roles <@ ARRAY[p_role];", "  END IF;",
      "  IF FOUND THEN", "    " + record("role, given", "p_role, false"), "    RETURN true;", "  END IF;",
      "  RETURN false;", "END",
    ]
  }

  private var supportRole: String { supportRoles.first.map(Quoting.text) ?? "NULL" }

  fileprivate func opening(_ longest: Int) -> [String] {
    [
      "  IF p_reason IS NULL OR p_reason !~ '[^[:space:]]' THEN",
      Self.refusal("support access has a reason", "invalid_parameter_value"), "  END IF;",
      // Instants are compared: a month, or a day on which clocks change, is as long as an interval says nowhere.
      "  IF p_duration IS NULL OR statement_timestamp() + p_duration <= statement_timestamp()",
      "    OR statement_timestamp() + p_duration > statement_timestamp() + interval '\(longest) seconds' THEN",
      Self.refusal("support access lasts up to \(longest) seconds", "invalid_parameter_value"), "  END IF;", forget,
      "  IF EXISTS (SELECT FROM bailiwick.memberships m WHERE \(Self.there)) THEN",
      Self.refusal("who is in the tenant already gets no support access", "object_not_in_prerequisite_state"),
      "  END IF;",
      "  INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles, valid_until)",
      "    SELECT p.id, p.active, t.id, t.active, ARRAY[\(supportRole)], statement_timestamp() + p_duration",
      "    FROM bailiwick.principals p, bailiwick.tenants t WHERE p.id = p_principal AND t.id = v_tenant;",
      "  IF NOT FOUND THEN", Self.refusal("no such principal", "invalid_parameter_value"), "  END IF;",
      "  "
        + record(
          "role, given, reason, valid_until", "\(supportRole), true, p_reason, statement_timestamp() + p_duration"),
      "END",
    ]
  }

  fileprivate var ending: [String] {
    [
      "  DELETE FROM bailiwick.memberships m WHERE \(Self.there) AND \(isForSupport) AND NOT \(Self.ended);",
      "  IF NOT FOUND THEN", "    RETURN false;", "  END IF;",
    ] + (follows ? [Self.settled] : []) + [
      "  "
        + record(
          "role, given, opening",
          """
          \(supportRole), false, (SELECT c.id FROM bailiwick.role_changes c
                WHERE c.tenant_id = v_tenant AND c.principal_id = p_principal AND c.reason IS NOT NULL
                ORDER BY c.changed_at DESC LIMIT 1)
          """),
      "  RETURN true;", "END",
    ]
  }
}
