@_exported public import PolicyModel

/// What stands left of a comparison: a column of the row.
public struct Operand: Sendable {
  let term: Term
}

/// A column of the row that a rule is about.
public func column(_ name: String) -> Operand { Operand(term: .column(name)) }

/// What stands right of a comparison: a constant, the person, the tenant or the time.
public struct Value: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  let term: Term

  /// A text, or a label of an enum.
  public init(stringLiteral value: String) { term = .literal(.text(value)) }
  /// An integer.
  public init(integerLiteral value: Int64) { term = .literal(.integer(value)) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { term = .literal(.bool(value)) }
  private init(_ term: Term) { self.term = term }

  /// The acting principal's id.
  public static let me = Value(.me)
  /// The acting tenant's key.
  public static let tenant = Value(.tenant)
  /// The statement's time.
  public static let now = Value(.now)
  /// An exact decimal, in its digits.
  public static func decimal(_ digits: String) -> Value { Value(.literal(.decimal(digits))) }
  /// A uuid.
  public static func uuid(_ text: String) -> Value { Value(.literal(.uuid(text.lowercased()))) }
  /// A point in time, ISO 8601 with a zone.
  public static func timestamp(_ text: String) -> Value { Value(.literal(.timestamp(text))) }
  /// A date, ISO 8601.
  public static func date(_ text: String) -> Value { Value(.literal(.date(text))) }
  /// Another column of the same row.
  public static func column(_ name: String) -> Value { Value(.column(name)) }

  var literal: Literal? { if case .literal(let literal) = term { literal } else { nil } }
}

/// What may stand right of `<` and its like. A text may not: its order depends on a collation.
public struct OrderedValue: Sendable, ExpressibleByIntegerLiteral {
  let term: Term

  /// An integer.
  public init(integerLiteral value: Int64) { term = .literal(.integer(value)) }
  private init(_ term: Term) { self.term = term }

  /// The statement's time.
  public static let now = OrderedValue(.now)
  /// An exact decimal, in its digits.
  public static func decimal(_ digits: String) -> OrderedValue { OrderedValue(.literal(.decimal(digits))) }
  /// A point in time, ISO 8601 with a zone.
  public static func timestamp(_ text: String) -> OrderedValue { OrderedValue(.literal(.timestamp(text))) }
  /// A date, ISO 8601.
  public static func date(_ text: String) -> OrderedValue { OrderedValue(.literal(.date(text))) }
  /// Another column of the same row.
  public static func column(_ name: String) -> OrderedValue { OrderedValue(.column(name)) }
}

extension Operand {
  /// Equal; unknown where either side is NULL.
  public static func == (left: Operand, right: Value) -> Predicate { .compare(left.term, .equal, right.term) }
  /// Not equal; unknown where either side is NULL.
  public static func != (left: Operand, right: Value) -> Predicate { .compare(left.term, .notEqual, right.term) }
  /// Less.
  public static func < (left: Operand, right: OrderedValue) -> Predicate { .compare(left.term, .less, right.term) }
  /// Less or equal.
  public static func <= (left: Operand, right: OrderedValue) -> Predicate {
    .compare(left.term, .lessOrEqual, right.term)
  }
  /// Greater.
  public static func > (left: Operand, right: OrderedValue) -> Predicate { .compare(left.term, .greater, right.term) }
  /// Greater or equal.
  public static func >= (left: Operand, right: OrderedValue) -> Predicate {
    .compare(left.term, .greaterOrEqual, right.term)
  }
  /// Equal to one of the constants; what is no constant becomes a comparison of its own.
  public func isIn(_ values: Value...) -> Predicate {
    let constants = values.compactMap(\.literal)
    let others = values.filter { $0.literal == nil }.map { Predicate.compare(term, .equal, $0.term) }
    return others.isEmpty ? .isIn(term, constants) : .any([.isIn(term, constants)] + others)
  }
  /// Whether it is NULL.
  public var isNull: Predicate { .isNull(term) }
  /// Whether it is not NULL.
  public var isNotNull: Predicate { .not(.isNull(term)) }
}

extension Predicate {
  /// Both hold. However a conjunction is grouped, it is one value.
  public static func && (left: Predicate, right: Predicate) -> Predicate { .all([left, right]) }
  /// At least one holds. However a disjunction is grouped, it is one value.
  public static func || (left: Predicate, right: Predicate) -> Predicate { .any([left, right]) }
  /// The opposite; unknown stays unknown.
  public static prefix func ! (predicate: Predicate) -> Predicate { .not(predicate) }
}
