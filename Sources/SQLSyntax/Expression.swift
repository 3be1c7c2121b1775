package import SchemaModel

/// A constant.
package enum SQLLiteral: Hashable, Sendable {
  /// TRUE or FALSE.
  case bool(Bool)
  /// An integer.
  case integer(Int64)
  /// A decimal in its digits.
  case decimal(String)
  /// A text, typed by what it meets.
  case text(String)
  /// A text read as the type.
  case typed(String, SQLType)
  /// NULL.
  case null
}

/// A function that every server has.
package enum Builtin: String, Hashable, Sendable {
  case greatest, least, length, `repeat`, right, cardinality, count, coalesce
  case statementTimestamp = "statement_timestamp"
  case transactionTimestamp = "transaction_timestamp"
  case currentDatabase = "current_database"
  case arrayAggregate = "array_agg"
  case randomUUID = "gen_random_uuid"
  case octetLength = "octet_length"
  case nullIf = "nullif"
}

/// An operator between two values.
package enum BinaryOperator: String, Hashable, Sendable {
  case equal = "="
  case notEqual = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case minus = "-"
  case divide = "/"
  case shiftRight = ">>"
  case concatenate = "||"
  case overlaps = "&&"
  case containedBy = "<@"
}

/// An expression of generated SQL.
package indirect enum Expression: Hashable, Sendable {
  /// A column, of a table by its alias.
  case column(String, of: String? = nil)
  /// An argument of the routine that the expression stands in.
  case parameter(String)
  /// A constant.
  case literal(SQLLiteral)
  /// The login; no session can change it.
  case sessionUser
  /// Whose rights a statement runs with: of a definer routine, its owner.
  case currentUser
  /// The hash of the token that this session was given; NULL where there is none.
  case boundTokenHash
  /// The SHA-256 of a text, in words that both engines read: one has bytes for it, the other hexadecimal digits.
  case sharedHash(Expression)
  /// Whether the settings were made by a bind in this very transaction.
  case isBoundHere
  /// A setting; NULL where it is empty.
  case setting(String)
  /// A text as a value of the type; NULL where it is none.
  case reading(Expression, SQLType)
  /// A function of the server.
  case call(Builtin, [Expression])
  /// A routine of ours.
  case routine(QualifiedName, [Expression])
  /// Two values and an operator.
  case binary(Expression, BinaryOperator, Expression)
  /// All hold; none: TRUE.
  case and([Expression])
  /// One holds; none: FALSE.
  case or([Expression])
  /// The opposite.
  case not(Expression)
  /// IS NULL.
  case isNull(Expression)
  /// IS NOT NULL.
  case isNotNull(Expression)
  /// IN a list.
  case isIn(Expression, [Expression])
  /// Equal to one element of an array.
  case equalsAny(Expression, Expression)
  /// ARRAY[…].
  case array([Expression])
  /// ARRAY(SELECT …).
  case arrayQuery(Query)
  /// (a, b).
  case row([Expression])
  /// (SELECT …).
  case subquery(Query)
  /// EXISTS (SELECT …).
  case exists(Query)
  /// CASE WHEN … THEN … ELSE … END.
  case when(Expression, then: Expression, otherwise: Expression?)

  /// A list of text constants as an array; of none, its type is said, which no element tells.
  package static func texts(_ values: [String]) -> Expression {
    values.isEmpty ? .literal(.typed("{}", .array(.text))) : .array(values.map { .literal(.text($0)) })
  }
  /// TRUE or FALSE.
  package static func bool(_ value: Bool) -> Expression { .literal(.bool(value)) }
  /// The conjunction, flattened, each part once, without what is always true.
  package static func all(_ parts: [Expression]) -> Expression {
    let flat = parts.flatMap { part -> [Expression] in
      if case .and(let inner) = part { return inner }
      return part == .bool(true) ? [] : [part]
    }.onceEach
    return flat.isEmpty ? .bool(true) : flat.count == 1 ? flat[0] : .and(flat)
  }
  /// The disjunction, flattened, each part once; TRUE swallows the others.
  package static func any(_ parts: [Expression]) -> Expression {
    let flat = parts.flatMap { part -> [Expression] in
      if case .or(let inner) = part { return inner }
      return [part]
    }.onceEach
    if flat.contains(.bool(true)) { return .bool(true) }
    return flat.isEmpty ? .bool(false) : flat.count == 1 ? flat[0] : .or(flat)
  }
}

extension [Expression] {
  /// Without repetitions, in the order of the first ones.
  fileprivate var onceEach: [Expression] {
    reduce(into: []) { kept, part in if !kept.contains(part) { kept.append(part) } }
  }
}
