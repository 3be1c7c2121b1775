import SQLSyntax

/// A way to get a condition wrong.
struct PredicateChange: Sendable {
  /// A name that stays: `part-dropped`.
  let id: String
  /// What it does, one sentence.
  let sentence: String
  /// Whether what held before holds still.
  let isWidening: Bool
  private let conditions: (@Sendable (Expression) -> [Expression])?
  private let values: (@Sendable (Expression) -> [Expression])?

  private init(
    _ id: String, _ sentence: String, widening isWidening: Bool = false,
    conditions: (@Sendable (Expression) -> [Expression])? = nil,
    values: (@Sendable (Expression) -> [Expression])? = nil
  ) {
    (self.id, self.sentence, self.isWidening) = (id, sentence, isWidening)
    (self.conditions, self.values) = (conditions, values)
  }

  /// Every wrong copy of the condition.
  func variants(of expression: Expression) -> [Expression] {
    let all =
      (conditions.map(expression.changingConditions) ?? []) + (values.map(expression.changingValues) ?? [])
    return all.filter { $0 != expression }
  }

  /// Every copy of the query with a wrong condition.
  func variants(of query: Query) -> [Query] {
    let all = (conditions.map(query.changingConditions) ?? []) + (values.map(query.changingValues) ?? [])
    return all.filter { $0 != query }
  }

  /// All of them.
  static let all = [
    PredicateChange("part-dropped", "one of several conditions is gone", widening: true, conditions: fewerParts),
    PredicateChange("negated", "one condition is its opposite", conditions: negations),
    PredicateChange("swapped", "one comparison is another one", conditions: otherComparison),
    PredicateChange("joined", "AND is OR, or OR is AND", conditions: otherJoin),
    PredicateChange("null-let-in", "what is unknown is taken for allowed", widening: true, conditions: unknownAllowed),
    PredicateChange("constant", "one constant is another one", values: otherConstant),
  ]

  @Sendable private static func fewerParts(_ expression: Expression) -> [Expression] {
    guard case .and(let parts) = expression else { return [] }
    return parts.indices.map { index in
      var rest = parts
      rest.remove(at: index)
      return .all(rest)
    }
  }

  @Sendable private static func negations(_ expression: Expression) -> [Expression] {
    isLeaf(expression) && expression != .bool(true) && expression != .bool(false) ? [.not(expression)] : []
  }

  @Sendable private static func otherComparison(_ expression: Expression) -> [Expression] {
    guard case .binary(let left, let op, let right) = expression else { return [] }
    let others: [BinaryOperator: BinaryOperator] = [
      .equal: .notEqual, .notEqual: .equal, .less: .lessOrEqual, .lessOrEqual: .less, .greater: .greaterOrEqual,
      .greaterOrEqual: .greater, .overlaps: .containedBy,
    ]
    return others[op].map { [.binary(left, $0, right)] } ?? []
  }

  @Sendable private static func otherJoin(_ expression: Expression) -> [Expression] {
    switch expression {
    case .and(let parts) where parts.count > 1: [.or(parts)]
    case .or(let parts) where parts.count > 1: [.and(parts)]
    default: []
    }
  }

  @Sendable private static func unknownAllowed(_ expression: Expression) -> [Expression] {
    switch expression {
    case .binary, .equalsAny, .isIn, .subquery: [.or([expression, .isNull(expression)])]
    default: []
    }
  }

  /// A text gets another one beside it; a number grows; a duration is left alone, which no cell could tell.
  @Sendable private static func otherConstant(_ expression: Expression) -> [Expression] {
    switch expression {
    case .literal(.text(let text)): [.literal(.text(text + "_"))]
    case .literal(.integer(let number)): [.literal(.integer(number + 1))]
    default: []
    }
  }

  private static func isLeaf(_ expression: Expression) -> Bool {
    switch expression {
    case .and, .or, .not: false
    default: true
    }
  }
}
