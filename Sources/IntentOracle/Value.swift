package import PolicyModel

/// A column's value.
package enum Value: Hashable, Sendable {
  /// NULL.
  case null
  /// A boolean.
  case bool(Bool)
  /// An integer of any width.
  case integer(Int64)
  /// An exact number.
  case decimal(ExactDecimal)
  /// A text, or a label of an enum.
  case text(String)
  /// A uuid in lower case with hyphens, as the servers print it.
  case uuid(String)
  /// A point in time.
  case timestamp(Moment)
  /// A calendar day.
  case date(Day)
  /// A value of a type that no predicate can compare, as the server prints it.
  case opaque(String)

  /// A constant of a predicate.
  package init(_ literal: Literal) {
    switch literal {
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .decimal(let digits): self = ExactDecimal(digits).map(Value.decimal) ?? .opaque(digits)
    case .text(let value): self = .text(value)
    case .uuid(let value): self = .uuid(value.lowercased())
    case .timestamp(let text): self = Moment(text).map(Value.timestamp) ?? .opaque(text)
    case .date(let text): self = Day(text).map(Value.date) ?? .opaque(text)
    }
  }

  /// A value as a server prints it, with the column's type as the catalog spells it; nil is NULL.
  ///
  /// A label of an enum may arrive as opaque: it compares with texts as one.
  package init(printed text: String?, type: String) {
    guard let text else {
      self = .null
      return
    }
    let read: Value? =
      switch type.prefix(while: { $0 != "(" }) {
      case "boolean": .bool(["t", "true"].contains(text.lowercased()))
      case "smallint", "integer", "bigint": Int64(text).map(Value.integer)
      case "numeric": ExactDecimal(text).map(Value.decimal)
      case "text", "character varying": .text(text)
      case "uuid": .uuid(text.lowercased())
      case "timestamp", "timestamp with time zone":
        type.hasSuffix("without time zone") ? nil : Moment(text).map(Value.timestamp)
      case "date": Day(text).map(Value.date)
      default: nil
      }
    self = read ?? .opaque(text)
  }
}

extension Value {
  /// The value as a server prints it; nil for NULL, and for times, which servers print by their settings.
  package var printed: String? { characters }

  /// What a mask is made of, and what unlike types meet in.
  var characters: String? {
    switch self {
    case .null, .timestamp, .date: nil
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let value): value.description
    case .text(let value), .uuid(let value), .opaque(let value): value
    }
  }

  /// Whether the values are equal; NULL on either side is unknown.
  ///
  /// Types are checked when a policy is resolved; only the principal's id meets any type, and does so by its text.
  package static func equal(_ left: Value, _ right: Value) -> Truth {
    switch (left, right) {
    case (.null, _), (_, .null): return .unknown
    case (.timestamp(let left), .timestamp(let right)): return Truth(left == right)
    case (.date(let left), .date(let right)): return Truth(left == right)
    default: break
    }
    if let left = left.number, let right = right.number { return Truth(left == right) }
    guard let left = left.characters, let right = right.characters else { return .unknown }
    // Swift calls canonically equivalent strings equal, and is quick about others; deterministic collations go by bytes.
    return Truth(left == right && left.utf8.elementsEqual(right.utf8))
  }

  /// Whether the comparison holds; an order that depends on a collation, or that no policy can ask for, is unknown.
  package static func compare(_ left: Value, _ comparison: Comparison, _ right: Value) -> Truth {
    switch comparison {
    case .equal: equal(left, right)
    case .notEqual: !equal(left, right)
    case .less: less(left, right)
    case .greater: less(right, left)
    case .lessOrEqual: !less(right, left)
    case .greaterOrEqual: !less(left, right)
    }
  }

  private static func less(_ left: Value, _ right: Value) -> Truth {
    switch (left, right) {
    case (.timestamp(let left), .timestamp(let right)): return Truth(left < right)
    case (.date(let left), .date(let right)): return Truth(left < right)
    default:
      guard let left = left.number, let right = right.number else { return .unknown }
      return Truth(left < right)
    }
  }

  private var number: ExactDecimal? {
    switch self {
    case .integer(let value): ExactDecimal(value)
    case .decimal(let value): value
    case .null, .bool, .text, .uuid, .timestamp, .date, .opaque: nil
    }
  }
}
