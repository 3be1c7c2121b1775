extension Literal: CustomStringConvertible {
  /// The constant for people; SQL is rendered elsewhere.
  public var description: String {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let digits): digits
    case .text(let value), .uuid(let value), .timestamp(let value), .date(let value): "'\(value)'"
    }
  }
}

extension Term: CustomStringConvertible {
  /// The term for people.
  public var description: String {
    switch self {
    case .column(let name): name
    case .literal(let literal): literal.description
    case .me: "me"
    case .tenant: "my tenant"
    case .now: "now"
    }
  }
}

extension Predicate: CustomStringConvertible {
  /// The condition for people, in the words of SQL.
  public var description: String {
    switch self {
    case .anything: "anything"
    case .compare(let left, let comparison, let right): "\(left) \(comparison.rawValue) \(right)"
    case .isIn(let term, let values): "\(term) in (\(values.map(\.description).joined(separator: ", ")))"
    case .isNull(let term): "\(term) is null"
    case .not(.isNull(let term)): "\(term) is not null"
    case .and(let parts): parts.map { $0.isCompound ? "(\($0))" : "\($0)" }.joined(separator: " and ")
    case .or(let parts): parts.map { $0.isCompound ? "(\($0))" : "\($0)" }.joined(separator: " or ")
    case .not(let part): "not (\(part))"
    }
  }

  private var isCompound: Bool {
    switch self {
    case .and, .or: true
    case .anything, .compare, .isIn, .isNull, .not: false
    }
  }
}
