import SchemaModel

extension PromotionRoutine {
  /// The routine as CockroachDB 25.4 takes it, in words that PostgreSQL reads too.
  ///
  /// Its PL/pgSQL has no PERFORM, no FOUND and no %TYPE (docs, plpgsql), so what is there is counted under its locks before
  /// anything is written. Who may do what is judged by the view alone, never by the identity's STABLE functions. *Unconfirmed*:
  /// everything that a cluster does with it, that locks may be taken within a routine among them.
  var cockroachSQL: String {
    let body = "\n  \(cockroachLines.joined(separator: "\n  "))\n"
    let (open, close) = Quoting.dollar(body)
    return "CREATE OR REPLACE FUNCTION \(name.sql)("
      + parameters.map { "\(id($0.name)) \($0.type.sql(for: .cockroachdb))" }.joined(separator: ", ")
      + ") RETURNS \(cockroachOptions) LANGUAGE PLpgSQL AS \(open)\(body)\(close)"
  }

  /// A trigger's routine has the rights of whoever writes (issue 172407), and only refuses. The others say that they came to
  /// their end: what PL/pgSQL does where a body has no RETURN is *unconfirmed*.
  private var cockroachOptions: String {
    switch self {
    case .grant, .revoke, .openSupport, .endSupport: "BOOL VOLATILE SECURITY DEFINER"
    case .keepRecord: "TRIGGER VOLATILE SECURITY INVOKER"
    }
  }

  private var cockroachLines: [String] {
    switch self {
    case .grant(let terms):
      terms.members.map(terms.givingRowApart) ?? terms.judgedApart() + terms.givingApart
    case .revoke(let terms):
      terms.members.map(terms.takingRowApart) ?? terms.judgedApart() + terms.takingApart
    case .openSupport(let terms, let longest): terms.judgedApart() + terms.openingApart(longest)
    case .endSupport(let terms):
      terms.judgedApart(declaring: ["  v_opening UUID;"]) + terms.endingApart
    case .keepRecord:
      [
        "BEGIN", PromotionTerms.raise("this record is only ever added to", "42501", indent: 2), "  RETURN NULL;", "END",
      ]
    }
  }
}

extension PromotionTerms {
  static func raise(_ message: String, _ code: String, indent: Int = 4) -> String {
    String(repeating: " ", count: indent) + "RAISE EXCEPTION \(Quoting.text(message)) USING ERRCODE = '\(code)';"
  }

  static func stop(when condition: String, _ message: String, _ code: String) -> [String] {
    ["  IF \(condition) THEN", raise(message, code), "  END IF;"]
  }

  static func count(_ source: String) -> String { "(SELECT count(*) FROM bailiwick.\(source))" }

  static func memberships(_ condition: String = "") -> String {
    count("memberships AS m WHERE \(there)\(condition)")
  }

  private static let lasts = " AND m.valid_until > statement_timestamp()"

  /// Rows are locked in one order for all: the tenant that acts, what both are in it, by what session; none of another
  /// tenant's. Two who make one principal a member find no row of it, but one tenant, so they come one after the other. Under
  /// SERIALIZABLE locks there are best effort, and what counts is that the whole transaction is one (docs, select-for-update);
  /// under READ COMMITTED they hold, and a statement that waited is run anew. The count is looked at, or a plan might leave
  /// out what nobody reads (issue 156966).
  private func locked(_ rows: String) -> [String] {
    ["  v_locked := (SELECT count(*) FROM (\(rows) FOR UPDATE) AS l);"]
      + Self.stop(when: "v_locked < 1", "no such session", "28000")
  }

  func judgedApart(declaring more: [String] = []) -> [String] {
    func bound(_ column: String) -> String {
      "(SELECT i.\(column) FROM bailiwick.identity AS i WHERE NOT i.reaches_all);"
    }
    let both = "(m.principal_id = v_actor OR m.principal_id = p_principal)"
    let asked = Self.count(
      "identity AS i WHERE i.principal_id = v_actor AND i.tenant_id = v_tenant\n    AND (\(allowed.sql))")
    var lines = [
      "DECLARE", "  v_actor \(principal.sql(for: .cockroachdb));", "  v_tenant \(tenant.sql(for: .cockroachdb));",
      "  v_locked INT8;",
    ]
    lines += more
    lines += ["BEGIN", "  v_actor := \(bound("principal_id"))", "  v_tenant := \(bound("tenant_id"))"]
    lines += Self.stop(when: "v_actor IS NULL OR v_tenant IS NULL", "no such session", "28000")
    lines += Self.stop(when: "p_principal = v_actor", "nobody changes their own roles", "42501")
    lines += locked("SELECT t.id FROM bailiwick.tenants AS t WHERE t.id = v_tenant")
    lines += locked(
      "SELECT m.id FROM bailiwick.memberships AS m WHERE m.tenant_id = v_tenant AND \(both) ORDER BY m.id")
    lines += members.map { lockedApart($0) } ?? []
    if hasSession {
      lines += locked("SELECT s.token_hash FROM bailiwick.sessions AS s WHERE s.token_hash = \(Self.hash)")
    }
    return lines + Self.stop(when: "\(asked) = 0", "who is bound may not do this", "42501")
  }

  private static var hash: String { Expression.sharedHash(.setting("bailiwick.token")).sql }

  private func recordApart(_ columns: String, _ values: String) -> [String] {
    recordedApart(columns, values + ";") + ["  RETURN true;", "END"]
  }

  func recordedApart(_ columns: String, _ values: String) -> [String] {
    [
      "  INSERT INTO bailiwick.role_changes (tenant_id, principal_id, by_principal, by_session, \(columns))",
      "    SELECT v_tenant, p_principal, v_actor, "
        + "\(hasSession ? "substr(encode(\(Self.hash), 'hex'), 1, 16)" : "NULL"), \(values)",
    ]
  }

  /// A membership that has ended, or that the application's table no longer stands behind, is none.
  var forgetApart: String {
    "  DELETE FROM bailiwick.memberships AS m WHERE \(Self.there) AND "
      + (follows
        ? "(m.valid_until <= statement_timestamp() OR \(MemberRoles.isEmpty.sql));"
        : "m.valid_until <= statement_timestamp();")
  }

  /// How many roles the application's table gives the principal here.
  private static var isGiven: String {
    "(\(MemberRoles.query([.init(.call(.count, []))], of: .parameter("p_principal"), in: .parameter("v_tenant")).sql))"
  }

  private var knownApart: [String] {
    Self.stop(when: "\(Self.count("principals AS p WHERE p.id = p_principal")) = 0", "no such principal", "22023")
  }

  /// A new membership of both, who are known.
  private func member(_ role: String, _ column: String = "", _ value: String = "") -> [String] {
    [
      "  INSERT INTO bailiwick.memberships (principal_id, principal_active, tenant_id, tenant_active, roles\(column))",
      "    SELECT p.id, p.active, t.id, t.active, ARRAY[\(role)]\(value)",
      "    FROM bailiwick.principals AS p JOIN bailiwick.tenants AS t ON t.id = v_tenant WHERE p.id = p_principal",
    ]
  }

  fileprivate var givingApart: [String] {
    var lines = [forgetApart]
    if !supportRoles.isEmpty {
      lines += Self.stop(
        when: "\(Self.memberships(" AND \(isForSupport)")) > 0",
        "whoever is there for support is given no other role", "55000")
    }
    lines += knownApart
    lines += ["  IF \(Self.memberships(" AND p_role = ANY (m.roles)")) > 0 THEN", "    RETURN false;", "  END IF;"]
    lines += member("p_role")
    lines.append("    ON CONFLICT (principal_id, tenant_id) DO UPDATE SET roles = memberships.roles || excluded.roles;")
    return lines + recordApart("role, given", "p_role, true")
  }

  /// A membership without a role is none.
  fileprivate var takingApart: [String] {
    [
      "  IF \(Self.memberships(" AND p_role = ANY (m.roles)")) = 0 THEN", "    RETURN false;", "  END IF;",
      "  DELETE FROM bailiwick.memberships AS m WHERE \(Self.there) AND m.roles <@ ARRAY[p_role];",
      "  UPDATE bailiwick.memberships AS m SET roles = array_remove(m.roles, p_role) WHERE \(Self.there);",
    ] + recordApart("role, given", "p_role, false")
  }

  private var support: String { supportRoles.first.map(Quoting.text) ?? "NULL" }

  fileprivate func openingApart(_ longest: Int) -> [String] {
    let end = "statement_timestamp() + p_duration"
    var lines = Self.stop(
      when: "p_reason IS NULL OR NOT (p_reason ~ '[^[:space:]]')", "support access has a reason", "22023")
    // Instants are compared: a month is as long as an interval says nowhere.
    lines += Self.stop(
      when: "p_duration IS NULL OR \(end) <= statement_timestamp()\n    "
        + "OR \(end) > statement_timestamp() + INTERVAL '\(longest) seconds'",
      "support access lasts up to \(longest) seconds", "22023")
    lines.append(forgetApart)
    lines += Self.stop(
      when: "\(Self.memberships()) > 0" + (follows ? " OR \(Self.isGiven) > 0" : ""),
      "who is in the tenant already gets no support access", "55000")
    if follows { lines.append(SessionRoutine.knowingMember) }
    lines += knownApart
    lines += member(support, ", valid_until", ", \(end)").joinedLast(";")
    return lines + recordApart("role, given, reason, valid_until", "\(support), true, p_reason, \(end)")
  }

  fileprivate var endingApart: [String] {
    let mine = " AND \(isForSupport)\(Self.lasts)"
    return [
      "  IF \(Self.memberships(mine)) = 0 THEN", "    RETURN false;", "  END IF;",
      "  DELETE FROM bailiwick.memberships AS m WHERE \(Self.there)\(mine);",
      "  v_opening := (SELECT c.id FROM bailiwick.role_changes AS c",
      "    WHERE c.tenant_id = v_tenant AND c.principal_id = p_principal AND c.reason IS NOT NULL",
      "    ORDER BY c.changed_at DESC LIMIT 1);",
    ] + recordApart("role, given, opening", "\(support), false, v_opening")
  }
}
