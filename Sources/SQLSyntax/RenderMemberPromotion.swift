import SchemaModel

/// Roles that are given and taken by writing the application's row: the triggers of the table make the membership of it, and
/// what came of that is judged again, since one value may stand for more than the role that was asked for.
extension PromotionTerms {
  /// The membership as the table has it.
  static let settled = "  PERFORM bailiwick.settle_member(p_principal, v_tenant);"
  private static let held = "ARRAY(SELECT unnest(m.roles) FROM bailiwick.memberships m WHERE \(there))"

  func givingRow(_ members: MemberWriting) -> [String] {
    let source = members.source
    let branches = source.givers.enumerated().flatMap { index, giver in
      // A role that two columns give is written to the first.
      let roles = giver.roles.filter { role in !source.givers[..<index].contains { $0.roles.contains(role) } }
      return roles.isEmpty ? [] : ["  IF \(Self.role(isOneOf: roles)) THEN"] + source.giving(giver) + ["  END IF;"]
    }
    return [
      "  IF p_principal IS NULL THEN", Self.refusal("no such principal", "invalid_parameter_value"), "  END IF;",
    ] + (supportRoles.isEmpty ? [] : [forget] + supported + [Self.settled]) + [
      "  v_before := \(Self.held);", "  IF p_role = ANY (v_before) THEN", "    RETURN false;", "  END IF;",
    ] + branches + [
      "  v_after := \(Self.held);", "  IF NOT p_role = ANY (v_after) THEN",
      Self.refusal("the application's row does not give this role", "object_not_in_prerequisite_state"), "  END IF;",
    ] + recorded(members)
  }

  func takingRow(_ members: MemberWriting) -> [String] {
    let branches = members.source.givers.flatMap { giver in
      ["  IF \(Self.role(isOneOf: giver.roles)) THEN"] + members.source.taking(giver) + ["  END IF;"]
    }
    return [
      "  v_before := \(Self.held);", "  IF NOT p_role = ANY (v_before) THEN", "    RETURN false;", "  END IF;",
    ] + branches + [
      "  v_after := \(Self.held);",
      "  IF p_role = ANY (v_after) OR NOT array_remove(v_before, p_role) <@ v_after THEN",
      Self.refusal("the application's row gives more than this role", "object_not_in_prerequisite_state"), "  END IF;",
    ] + recorded(members)
  }

  private static func role(isOneOf roles: [String]) -> String {
    Expression.isIn(.parameter("p_role"), roles.map { .literal(.text($0)) }).sql
  }

  /// Whatever changed has to be what who is bound may change, and stands in the record.
  private func recorded(_ members: MemberWriting) -> [String] {
    let changed = "unnest(v_before || v_after) AS c(role) WHERE (c.role = ANY (v_before)) <> (c.role = ANY (v_after))"
    return [
      "  IF EXISTS (SELECT FROM \(changed)",
      "    AND NOT EXISTS (SELECT FROM bailiwick.identity i WHERE i.principal_id = v_actor AND i.tenant_id = v_tenant",
      "    AND (\(members.mayChange.sql)))) THEN",
      Self.refusal("who is bound may not take what this replaces", "insufficient_privilege"), "  END IF;",
      "  INSERT INTO bailiwick.role_changes (tenant_id, principal_id, by_principal, by_session, role, given)",
      "    SELECT DISTINCT v_tenant, p_principal, v_actor, \(session), c.role, c.role = ANY (v_after)",
      "    FROM \(changed);", "  RETURN true;", "END",
    ]
  }
}

extension MemberWriting {
  /// Locks in the order of whoever writes the table: its rows, who they are about, and then what they make of him.
  var locking: [String] {
    [
      "  PERFORM FROM \(source.table.sql) AS a WHERE \(source.mine) FOR UPDATE;",
      "  PERFORM FROM bailiwick.principals p WHERE p.id = p_principal FOR NO KEY UPDATE;",
    ]
  }
}

extension MemberSource {
  fileprivate var mine: String {
    "a.\(id(person)) = p_principal AND a.\(id(tenant)) = v_tenant"
  }

  /// Those of them that count: one that does not is nobody's to bring back by giving a role.
  private var counted: String { mine + (condition.map { " AND (\($0.sql))" } ?? "") }

  fileprivate func giving(_ giver: Giver) -> [String] {
    let column = id(giver.column)
    switch giver.kind {
    case .value(let values, let type, _):
      if several { return inserting(giver, Self.value(of: values, type)) }
      let listed = values.map { Quoting.text($0.text) }.joined(separator: ", ")
      return [
        // What the policy has no word for may be more than the role that is given.
        "    IF EXISTS (SELECT FROM \(table.sql) AS a WHERE \(counted) AND CAST(a.\(column) AS text) NOT IN (\(listed))) THEN",
        "  "
          + PromotionTerms.refusal(
            "the application's row says what no role stands for", "object_not_in_prerequisite_state"),
        "    END IF;", "    UPDATE \(table.sql) AS a SET \(column) = \(Self.value(of: values, type)) WHERE \(counted);",
      ] + inserting(giver, Self.value(of: values, type), unlessFound: true)
    case .set(let values, let type):
      let value = Self.value(of: values, type)
      return ["    UPDATE \(table.sql) AS a SET \(column) = array_append(a.\(column), \(value)) WHERE \(counted);"]
        + inserting(giver, "ARRAY[\(value)]", unlessFound: true)
    case .flag:
      return ["    UPDATE \(table.sql) AS a SET \(column) = true WHERE \(counted);"]
        + inserting(giver, "true", unlessFound: true)
    }
  }

  /// A row that is not there yet. Keys to the application's own people say who is known; what else stands in the way is not
  /// told, since it may be another tenant's.
  private func inserting(_ giver: Giver, _ value: String, unlessFound: Bool = false) -> [String] {
    let lines: [String]
    if giver.standsAlone {
      lines = [
        "  BEGIN",
        "    INSERT INTO \(table.sql) (\(ids([person, tenant, giver.column]))) VALUES (p_principal, v_tenant, \(value));",
        "  EXCEPTION WHEN foreign_key_violation THEN",
        PromotionTerms.refusal("no such principal", "invalid_parameter_value"),
        "    WHEN unique_violation OR exclusion_violation THEN",
        PromotionTerms.refusal("no row can be made for this principal here", "object_not_in_prerequisite_state"),
        "  END;",
      ]
    } else {
      lines = [
        PromotionTerms.refusal(
          "the application has no row for this principal here, and only it can make one",
          "object_not_in_prerequisite_state")
      ]
    }
    return unlessFound ? ["    IF NOT FOUND THEN"] + lines.map { "  \($0)" } + ["    END IF;"] : lines
  }

  fileprivate func taking(_ giver: Giver) -> [String] {
    let column = "a.\(id(giver.column))"
    switch giver.kind {
    case .value(let values, _, let nullable):
      let gives = "(CAST(\(column) AS text), p_role) IN (\(Self.pairs(values)))"
      return [
        nullable && !several
          ? "    UPDATE \(table.sql) AS a SET \(id(giver.column)) = NULL WHERE \(counted) AND \(gives);"
          : "    DELETE FROM \(table.sql) AS a WHERE \(counted) AND \(gives);"
      ]
    case .set(let values, _):
      return [
        "    UPDATE \(table.sql) AS a SET \(id(giver.column)) = ARRAY(SELECT u.v FROM unnest(\(column)) WITH ORDINALITY AS u(v, n)",
        "      WHERE ((CAST(u.v AS text), p_role) IN (\(Self.pairs(values)))) IS NOT TRUE ORDER BY u.n) WHERE \(counted);",
      ]
    case .flag: return ["    UPDATE \(table.sql) AS a SET \(id(giver.column)) = false WHERE \(counted) AND \(column);"]
    }
  }

  /// The value that stands for the role; of several, the first by its text.
  private static func value(of values: [Value], _ type: SQLType) -> String {
    let ways = Dictionary(values.map { ($0.role, $0.text) }) { first, _ in first }
    let cases = ways.sorted { $0.key < $1.key }.map { "WHEN \(Quoting.text($0.key)) THEN \(Quoting.text($0.value))" }
    return "CAST(CASE p_role \(cases.joined(separator: " ")) END AS \(type.sql))"
  }

  private static func pairs(_ values: [Value]) -> String {
    values.map { "(\(Quoting.text($0.text)), \(Quoting.text($0.role)))" }.joined(separator: ", ")
  }
}
