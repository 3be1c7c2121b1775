import SchemaModel

extension MemberRoutine {
  /// The routine as PostgreSQL 15 to 18 take it. A migration runs with row security off, under which the reading of a table
  /// that has policies is an error, so the routine says for itself that they count.
  var sql: String {
    let body = "\n  \(lines.joined(separator: "\n  "))\n"
    let (open, close) = Quoting.dollar(body)
    return "CREATE OR REPLACE FUNCTION \(name.sql)(\(parameters)) RETURNS \(result)\n"
      + "  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp\n"
      + "  SET row_security = on\n"
      + "  AS \(open)\(body)\(close)"
  }

  private var parameters: String {
    switch self {
    case .settle(_, let principal, let tenant): "p_principal \(principal.sql), p_tenant \(tenant.sql)"
    case .follow, .welcome: ""
    }
  }

  private var result: String {
    switch self {
    case .settle: "void"
    case .follow, .welcome: "trigger"
    }
  }

  private var lines: [String] {
    switch self {
    case .settle(let source, _, _): source.settling
    case .follow(let source): source.following
    case .welcome(let source):
      [
        "BEGIN",
        "  PERFORM bailiwick.settle_member(r.principal_id, NEW.id) FROM",
        "    (SELECT DISTINCT a.\(id(source.person)) AS principal_id FROM \(source.table.sql) AS a"
          + " WHERE a.\(id(source.tenant)) = NEW.id) AS r;",
        "  RETURN NULL;", "END",
      ]
    }
  }
}

extension MemberSource {
  /// Whether the membership `m` is there for support, and none of the table's.
  private var isForSupport: String {
    Expression.binary(.column("roles", of: "m"), .overlaps, .texts(supportRoles)).sql
  }

  private var butForSupport: String { supportRoles.isEmpty ? "" : " AND NOT (\(isForSupport))" }

  private static let join =
    "JOIN bailiwick.principals AS p ON p.id = r.principal_id JOIN bailiwick.tenants AS t ON t.id = r.tenant_id"

  /// The table is read after the principal is locked: of two changes at once the second sees what the first did, or, where
  /// its snapshot is older, fails with 40001, since the membership is written each time. A principal stays known when its
  /// last row goes, so that whoever was suspended comes back suspended.
  fileprivate var settling: [String] {
    let replaceable =
      supportRoles.isEmpty ? "" : "\n      WHERE NOT (\(isForSupport)) OR m.valid_until <= statement_timestamp()"
    let asked = Self.indented(asked, by: 6)
    return [
      "DECLARE", "  v_roles text[];", "BEGIN",
      "  INSERT INTO bailiwick.principals (id) SELECT DISTINCT r.principal_id FROM (",
      asked, "    ) AS r ON CONFLICT (id) DO NOTHING;",
      "  PERFORM FROM bailiwick.principals p WHERE p.id = p_principal FOR NO KEY UPDATE;",
      "  v_roles := ARRAY(SELECT DISTINCT r.role FROM (", asked, "    ) AS r ORDER BY 1);",
      "  IF cardinality(v_roles) = 0 THEN",
      "    DELETE FROM bailiwick.memberships m WHERE m.principal_id = p_principal AND m.tenant_id = p_tenant\(butForSupport);",
      "    RETURN;", "  END IF;",
      "  INSERT INTO bailiwick.memberships AS m (principal_id, principal_active, tenant_id, tenant_active, roles)",
      "    SELECT p.id, p.active, t.id, t.active, v_roles FROM bailiwick.principals p, bailiwick.tenants t",
      "    WHERE p.id = p_principal AND t.id = p_tenant",
      "    ON CONFLICT (principal_id, tenant_id) DO UPDATE SET roles = excluded.roles, valid_until = excluded.valid_until"
        + "\(replaceable);", "END",
    ]
  }

  private static func indented(_ lines: [String], by count: Int) -> String {
    lines.map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n  ")
  }

  /// Each row's trigger asks the table as it is then, not the row that it was set off by: a trigger of the application's may
  /// have changed that row again.
  fileprivate var following: [String] {
    func row(_ name: String, _ columns: [String]) -> String {
      "(" + columns.map { "\(name).\(id($0))" }.joined(separator: ", ") + ")"
    }
    func settle(_ name: String) -> String { "PERFORM bailiwick.settle_member\(row(name, [person, tenant]));" }
    return [
      "BEGIN", "  IF TG_OP = 'TRUNCATE' THEN",
      "    DELETE FROM bailiwick.memberships m WHERE m.tenant_id IS NOT NULL\(butForSupport);",
      "    RETURN NULL;", "  END IF;",
      "  IF TG_OP = 'UPDATE' AND \(row("OLD", watched)) IS NOT DISTINCT FROM \(row("NEW", watched)) THEN",
      "    RETURN NULL;", "  END IF;",
      "  IF TG_OP <> 'INSERT' THEN", "    \(settle("OLD"))", "  END IF;",
      "  IF TG_OP <> 'DELETE' THEN", "    \(settle("NEW"))", "  END IF;",
      "  RETURN NULL;", "END",
    ]
  }

  /// What makes all memberships what the table says, for those rows that were there before the triggers.
  var followed: String {
    let given = given().joined(separator: "\n    ")
    return """
      DELETE FROM bailiwick.memberships AS m WHERE m.tenant_id IS NOT NULL\(butForSupport) AND NOT EXISTS (
        SELECT FROM (
          \(given)
        ) AS r WHERE r.principal_id = m.principal_id AND r.tenant_id = m.tenant_id);
      INSERT INTO bailiwick.principals (id)
        SELECT DISTINCT r.principal_id FROM (
          \(given)
        ) AS r JOIN bailiwick.tenants AS t ON t.id = r.tenant_id WHERE r.principal_id IS NOT NULL
        ON CONFLICT (id) DO NOTHING;
      INSERT INTO bailiwick.memberships AS m (principal_id, principal_active, tenant_id, tenant_active, roles)
        SELECT p.id, p.active, t.id, t.active, array_agg(DISTINCT r.role ORDER BY r.role) FROM (
          \(given)
        ) AS r \(Self.join)
        GROUP BY p.id, p.active, t.id, t.active
        ON CONFLICT (principal_id, tenant_id) DO UPDATE SET roles = excluded.roles, valid_until = excluded.valid_until
        WHERE (m.roles, m.valid_until) IS DISTINCT FROM (excluded.roles, excluded.valid_until)\(butForSupport)
      """
  }

  /// Counts the memberships that are not what the table says, and those that it says and nobody has.
  package var differences: String {
    let supported = supportRoles.isEmpty ? "" : "(h.roles && \(Expression.texts(supportRoles).sql)) IS NOT TRUE AND "
    return """
      SELECT count(*) FROM (
        SELECT p.id AS principal_id, t.id AS tenant_id, array_agg(DISTINCT r.role) AS roles
        FROM (\(given().joined(separator: " "))) AS r \(Self.join) GROUP BY p.id, t.id) AS w
      FULL JOIN (SELECT m.principal_id, m.tenant_id, m.roles FROM bailiwick.memberships AS m
        WHERE m.tenant_id IS NOT NULL) AS h
        ON (h.principal_id, h.tenant_id) = (w.principal_id, w.tenant_id)
      WHERE \(supported)(w.roles IS NULL OR h.roles IS NULL OR NOT (w.roles <@ h.roles AND h.roles <@ w.roles))
      """
  }

  private var butUncounted: String { condition.map { " AND (\($0.sql))" } ?? "" }

  /// The values of a column that give no role, each with the number of its rows; nil where there can be none.
  package var unknownValues: String? {
    for giver in givers {
      let (source, values): (String, [Value])
      switch giver.kind {
      case .value(let known, _, _): (source, values) = ("", known)
      case .set(let known, _): (source, values) = (", unnest(a.\(id(giver.column))) AS u(v)", known)
      case .flag: continue
      }
      let value = source.isEmpty ? "CAST(a.\(id(giver.column)) AS text)" : "CAST(u.v AS text)"
      let listed = values.map { Quoting.text($0.text) }.joined(separator: ", ")
      return
        "SELECT \(value), count(*) FROM \(table.sql) AS a\(source) WHERE \(value) NOT IN (\(listed))\(butUncounted) GROUP BY 1 ORDER BY 1"
    }
    return nil
  }
}
