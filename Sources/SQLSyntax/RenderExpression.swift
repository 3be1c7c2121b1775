import SchemaModel

extension Expression {
  /// How tightly the outermost operator binds; a part that binds less stands in parentheses.
  private var strength: Int {
    switch self {
    case .or(let parts): parts.isEmpty ? 9 : 1
    case .and(let parts): parts.isEmpty ? 9 : 2
    case .not: 3
    case .binary(_, .equal, _), .binary(_, .notEqual, _), .binary(_, .less, _), .binary(_, .lessOrEqual, _),
      .binary(_, .greater, _), .binary(_, .greaterOrEqual, _), .isNull, .isNotNull, .isIn, .equalsAny:
      4
    case .isBoundHere: 4
    case .binary(_, .overlaps, _), .binary(_, .containedBy, _), .binary(_, .concatenate, _), .binary(_, .shiftRight, _):
      5
    case .binary(_, .minus, _): 6
    case .binary(_, .divide, _): 7
    case .column, .parameter, .literal, .sessionUser, .currentUser, .boundTokenHash, .sharedHash, .setting, .reading,
      .call, .routine,
      .array, .arrayQuery, .row, .subquery, .exists, .when:
      9
    }
  }

  /// The expression as SQL; parts of equal strength stand in parentheses too, so that nothing hangs on associativity.
  package var sql: String {
    switch self {
    case .column(let name, let alias):
      (alias.map { Quoting.identifier($0) + "." } ?? "") + Quoting.identifier(name)
    case .parameter(let name): Quoting.identifier(name)
    case .literal(let literal): literal.sql
    case .sessionUser: "SESSION_USER"
    case .currentUser: "CURRENT_USER"
    case .boundTokenHash: "sha256(convert_to(\(Expression.setting("bailiwick.token").sql), 'UTF8'))"
    // The last 64 characters are the digits, whether they stand alone or behind PostgreSQL's \x.
    case .sharedHash(let text):
      "decode(right(CAST(sha256(convert_to(\(text.sql), 'UTF8')) AS text), 64), 'hex')"
    case .isBoundHere:
      "current_setting('bailiwick.bound_at', true) = extract(epoch FROM transaction_timestamp())::text"
    // Nothing is the same as unset: PostgreSQL keeps an empty text where a transaction's setting was.
    case .setting(let name): "NULLIF(current_setting(\(Quoting.text(name)), true), '')"
    case .reading(let text, let type): Self.reading(text.sql, type)
    case .call(.count, let arguments) where arguments.isEmpty: "count(*)"
    case .call(let function, let arguments): "\(function.rawValue)(\(list(arguments)))"
    case .routine(let name, let arguments): "\(name.sql)(\(list(arguments)))"
    case .binary(let left, let op, let right): "\(operand(left)) \(op.rawValue) \(operand(right))"
    case .and(let parts): parts.isEmpty ? "true" : parts.map(operand).joined(separator: " AND ")
    case .or(let parts): parts.isEmpty ? "false" : parts.map(operand).joined(separator: " OR ")
    case .not(let part): "NOT \(operand(part))"
    case .isNull(let part): "\(operand(part)) IS NULL"
    case .isNotNull(let part): "\(operand(part)) IS NOT NULL"
    case .isIn(let part, let values): values.isEmpty ? "false" : "\(operand(part)) IN (\(list(values)))"
    case .equalsAny(let part, let array): "\(operand(part)) = ANY (\(array.sql))"
    case .array(let parts): "ARRAY[\(list(parts))]"
    case .arrayQuery(let query): "ARRAY(\(query.sql))"
    case .row(let parts): "(\(list(parts)))"
    case .subquery(let query): "(\(query.sql))"
    case .exists(let query): "EXISTS (\(query.sql))"
    case .when(let condition, let value, let otherwise):
      "CASE WHEN \(condition.sql) THEN \(value.sql)\(otherwise.map { " ELSE \($0.sql)" } ?? "") END"
    }
  }

  /// Whatever is no value of the type is NULL, as is a missing one: a malformed id gets the answer of an unknown one.
  private static func reading(_ text: String, _ type: SQLType) -> String {
    let form: String? =
      switch type {
      case .uuid: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
      case .bigint: "^-?[0-9]{1,18}$"
      case .integer: "^-?[0-9]{1,9}$"
      default: nil
      }
    guard let form else {
      // A cast to a length cuts, and what is cut may be somebody's id.
      if case .varchar = type { return "CAST(\(text) AS \(SQLType.text.sql))" }
      return "CAST(\(text) AS \(type.sql))"
    }
    return "CASE WHEN \(text) ~ \(Quoting.text(form)) THEN CAST(\(text) AS \(type.sql)) END"
  }

  private func operand(_ part: Expression) -> String {
    // An operator or CASE inside another, and AND inside OR, stand in parentheses even where precedence would do.
    let apart =
      switch (self, part) {
      case (.binary, .binary), (.binary, .when): true
      default: false
      }
    let mixed = if case .or = self, case .and(let parts) = part { !parts.isEmpty } else { false }
    return part.strength > strength && !apart && !mixed ? part.sql : "(\(part.sql))"
  }

  private func list(_ parts: [Expression]) -> String { parts.map(\.sql).joined(separator: ", ") }
}

extension SQLLiteral {
  /// The constant as SQL.
  var sql: String {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): value < 0 ? "(\(value))" : String(value)
    case .decimal(let digits): Self.isDecimal(digits) ? digits : "CAST(\(Quoting.text(digits)) AS numeric)"
    case .text(let value): Quoting.text(value)
    case .typed(let value, .interval): "INTERVAL \(Quoting.text(value))"
    case .typed(let value, let type): "CAST(\(Quoting.text(value)) AS \(type.sql))"
    case .null: "NULL"
    }
  }

  /// Digits and one point: nothing else stands in SQL without quotes.
  private static func isDecimal(_ digits: String) -> Bool {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
  }
}

extension Query {
  /// The query on one line.
  package var sql: String { lines.joined(separator: " ") }

  /// The query, a clause a line.
  var lines: [String] {
    var lines = ["SELECT" + (items.isEmpty ? "" : " " + items.map(\.sql).joined(separator: ", "))]
    lines += tail
    return lines
  }

  /// As `lines`, with a line for each output column.
  var spacedLines: [String] {
    guard items.count > 4 else { return lines }
    return ["SELECT"] + items.enumerated().map { "  \($1.sql)\($0 + 1 < items.count ? "," : "")" } + tail
  }

  private var tail: [String] {
    var lines: [String] = []
    for source in from {
      let relation = "\(source.relation.sql) AS \(Quoting.identifier(source.alias))"
      switch source.join {
      case .first: lines.append("FROM \(relation)")
      case .inner(let on): lines.append("JOIN \(relation) ON \(on.sql)")
      case .left(let on): lines.append("LEFT JOIN \(relation) ON \(on.sql)")
      }
    }
    if let condition { lines.append("WHERE \(condition.sql)") }
    for other in unionAll { lines += ["UNION ALL"] + other.lines }
    return lines
  }
}

extension Query.Item {
  var sql: String {
    guard let name else { return value.sql }
    if case .column(name, _) = value { return value.sql }
    return "\(value.sql) AS \(Quoting.identifier(name))"
  }
}

extension QualifiedName {
  /// Schema and name, each quoted where it must be.
  package var sql: String { "\(Quoting.identifier(schema)).\(Quoting.identifier(name))" }
}
