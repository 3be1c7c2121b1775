import SchemaModel

/// Roles that are given and taken by writing the application's row, where identity reads that row in place. What stands there
/// afterwards is judged again, role by role, since one value may stand for more than the role that was asked for.
///
/// There is no IF around a statement and no loop: each statement says for itself of which role it is.
extension PromotionTerms {
  private static let none = Expression.texts([]).sql

  /// What the table says now.
  private static var given: String {
    let roles = MemberRoles.query(
      [.init(.call(.arrayAggregate, [.column("role", of: "g")]))], of: .parameter("p_principal"),
      in: .parameter("v_tenant"))
    return "coalesce((\(roles.sql)), \(none));"
  }

  private static let declared = ["  v_before TEXT[];", "  v_after TEXT[];"]

  /// Rows of both, whose number may be none: somebody who is there for support has no row, and somebody new has none yet.
  func lockedApart(_ members: MemberWriting) -> [String] {
    let source = members.source
    let person = "a.\(id(source.person))"
    let rows =
      "SELECT \(person) FROM \(source.table.sql) AS a WHERE a.\(id(source.tenant)) = v_tenant"
      + " AND (\(person) = v_actor OR \(person) = p_principal) ORDER BY \(person)"
    return ["  v_locked := (SELECT count(*) FROM (\(rows) FOR UPDATE) AS l);"]
      + Self.stop(when: "v_locked < 0", "no such row", "28000")
  }

  func givingRowApart(_ members: MemberWriting) -> [String] {
    let source = members.source
    var lines = judgedApart(declaring: Self.declared)
    lines += Self.stop(when: "p_principal IS NULL", "no such principal", "22023")
    if !supportRoles.isEmpty {
      lines.append(forgetApart)
      lines += Self.stop(
        when: "\(Self.memberships(" AND \(isForSupport)")) > 0",
        "whoever is there for support is given no other role", "55000")
    }
    lines += ["  v_before := \(Self.given)", "  IF p_role = ANY (v_before) THEN", "    RETURN false;", "  END IF;"]
    var written: Set<String> = []
    for giver in source.givers {
      // A role that two columns give is written to the first.
      let roles = giver.roles.filter { written.insert($0).inserted }
      if !roles.isEmpty { lines += source.givingApart(giver, roles) }
    }
    lines.append("  v_after := \(Self.given)")
    lines += Self.stop(
      when: "NOT (p_role = ANY (v_after))", "the application's row does not give this role", "55000")
    return lines + recorded(members)
  }

  func takingRowApart(_ members: MemberWriting) -> [String] {
    var lines = judgedApart(declaring: Self.declared)
    lines += [
      "  v_before := \(Self.given)", "  IF NOT (p_role = ANY (v_before)) THEN", "    RETURN false;", "  END IF;",
    ]
    lines += members.source.givers.flatMap(members.source.takingApart)
    lines.append("  v_after := \(Self.given)")
    lines += Self.stop(
      when: "p_role = ANY (v_after) OR NOT (array_remove(v_before, p_role) <@ v_after)",
      "the application's row gives more than this role", "55000")
    // Whoever has no role left has no session left.
    lines.append("  DELETE FROM bailiwick.memberships AS m WHERE \(Self.there) AND \(MemberRoles.isEmpty.sql);")
    return lines + recorded(members)
  }

  /// Whatever changed has to be what who is bound may change, and stands in the record.
  private func recorded(_ members: MemberWriting) -> [String] {
    let roles = Set(members.source.givers.flatMap(\.roles)).sorted()
    func changed(_ role: String) -> String {
      "(\(Quoting.text(role)) = ANY (v_before)) <> (\(Quoting.text(role)) = ANY (v_after))"
    }
    let judged = roles.flatMap { role in
      let may = Self.count(
        "identity AS i WHERE i.principal_id = v_actor AND i.tenant_id = v_tenant\n    AND (\(members.mayChange(role).sql))"
      )
      return Self.stop(
        when: "\(changed(role)) AND \(may) = 0", "who is bound may not take what this replaces", "42501")
    }
    let written = roles.flatMap { role in
      recordedApart("role, given", "\(Quoting.text(role)), \(Quoting.text(role)) = ANY (v_after)") + [
        "    FROM bailiwick.tenants AS t WHERE t.id = v_tenant AND \(changed(role));"
      ]
    }
    return judged + written + ["  RETURN true;", "END"]
  }
}

extension MemberSource {
  private var mine: String {
    "a.\(id(person)) = p_principal AND a.\(id(tenant)) = v_tenant"
  }

  /// Those of them that count: one that does not is nobody's to bring back by giving a role.
  private var counted: String { mine + (condition.map { " AND (\($0.sql))" } ?? "") }

  private static func isAsked(_ role: String) -> String { "p_role = \(Quoting.text(role))" }

  private var isThere: String { "(SELECT count(*) FROM \(table.sql) AS a WHERE \(mine))" }

  fileprivate func givingApart(_ giver: Giver, _ roles: [String]) -> [String] {
    let column = id(giver.column)
    switch giver.kind {
    case .value(let values, let type, _):
      let ways = Self.ways(values, roles)
      if several { return ways.flatMap { inserting(giver, [$0.role], Self.constant($0.text, type), .always) } }
      let known = Expression.texts(values.map(\.text)).sql
      return PromotionTerms.stop(
        // What the policy has no word for may be more than the role that is given.
        when: "\(Self.isAsked(oneOf: roles)) AND (SELECT count(*) FROM \(table.sql) AS a WHERE \(counted)\n"
          + "    AND NOT (\(Expression.reading(.column(giver.column, of: "a"), .text).sql) = ANY (\(known)))) > 0",
        "the application's row says what no role stands for", "55000")
        + ways.map { way in
          "  UPDATE \(table.sql) AS a SET \(column) = \(Self.constant(way.text, type)) WHERE \(counted) AND \(Self.isAsked(way.role));"
        } + ways.flatMap { inserting(giver, [$0.role], Self.constant($0.text, type), .unlessThere) }
    case .set(let values, let type):
      return Self.ways(values, roles).flatMap { way in
        let value = Self.constant(way.text, type)
        return [
          "  UPDATE \(table.sql) AS a SET \(column) = array_append(a.\(column), \(value)) WHERE \(counted) AND \(Self.isAsked(way.role));"
        ] + inserting(giver, [way.role], "ARRAY[\(value)]", .unlessThere)
      }
    case .flag:
      return ["  UPDATE \(table.sql) AS a SET \(column) = true WHERE \(counted) AND \(Self.isAsked(oneOf: roles));"]
        + inserting(giver, roles, "true", .unlessThere)
    }
  }

  private enum Insertion { case always, unlessThere }

  /// A row that is not there yet. The application's keys say who is known, in their own words: bodies here catch no error.
  private func inserting(_ giver: Giver, _ roles: [String], _ value: String, _ when: Insertion) -> [String] {
    let none = when == .unlessThere ? " AND \(isThere) = 0" : ""
    let asked = Self.isAsked(oneOf: roles)
    guard giver.standsAlone else {
      return PromotionTerms.stop(
        when: "\(asked)\(none)", "the application has no row for this principal here, and only it can make one", "55000"
      )
    }
    return [
      "  INSERT INTO \(table.sql) (\(ids([person, tenant, giver.column]))) SELECT p_principal, v_tenant, \(value)",
      "    FROM bailiwick.tenants AS t WHERE t.id = v_tenant AND \(asked)\(none);",
    ]
  }

  fileprivate func takingApart(_ giver: Giver) -> [String] {
    let name = id(giver.column)
    let value = Expression.column(giver.column, of: "a")
    switch giver.kind {
    case .value(let values, _, let nullable):
      return giver.roles.map { role in
        let texts = Expression.texts(values.filter { $0.role == role }.map(\.text))
        let gives = "\(Self.isAsked(role)) AND \(Expression.equalsAny(.reading(value, .text), texts).sql)"
        return nullable && !several
          ? "  UPDATE \(table.sql) AS a SET \(name) = NULL WHERE \(counted) AND \(gives);"
          : "  DELETE FROM \(table.sql) AS a WHERE \(counted) AND \(gives);"
      }
    case .set(let values, let type):
      return values.map { each in
        "  UPDATE \(table.sql) AS a SET \(name) = array_remove(\(value.sql), \(Self.constant(each.text, type))) "
          + "WHERE \(counted) AND \(Self.isAsked(each.role));"
      }
    case .flag(let role):
      return [
        "  UPDATE \(table.sql) AS a SET \(name) = false WHERE \(counted) AND \(value.sql) AND \(Self.isAsked(role));"
      ]
    }
  }

  /// The value that stands for each role; of several, the first by its text.
  private static func ways(_ values: [Value], _ roles: [String]) -> [Value] {
    roles.compactMap { role in values.first { $0.role == role } }
  }

  private static func isAsked(oneOf roles: [String]) -> String {
    Expression.equalsAny(.parameter("p_role"), .texts(roles)).sql
  }

  private static func constant(_ text: String, _ type: SQLType) -> String {
    "CAST(\(Quoting.text(text)) AS \(type.sql(for: .cockroachdb)))"
  }
}
