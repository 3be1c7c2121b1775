public import CanonicalJSON

extension Literal: JSONCodable {
  /// One member that names the type.
  public var json: JSONValue {
    switch self {
    case .bool(let value): .object(["bool": .bool(value)])
    case .integer(let value): .object(["integer": .integer(value)])
    case .decimal(let value): .object(["decimal": .string(value)])
    case .text(let value): .object(["text": .string(value)])
    case .uuid(let value): .object(["uuid": .string(value)])
    case .timestamp(let value): .object(["timestamp": .string(value)])
    case .date(let value): .object(["date": .string(value)])
    }
  }
  /// Reads the one member.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .object(let members) = json, members.count == 1, let (key, value) = members.first else {
      throw JSONDecodingError("expected a literal")
    }
    switch key {
    case "bool": self = .bool(try Bool(json: value))
    case "integer": self = .integer(try Int64(json: value))
    case "decimal": self = .decimal(try String(json: value))
    case "text": self = .text(try String(json: value))
    case "uuid": self = .uuid(try String(json: value))
    case "timestamp": self = .timestamp(try String(json: value))
    case "date": self = .date(try String(json: value))
    default: throw JSONDecodingError("unknown literal \"\(key)\"")
    }
  }
}

extension Term: JSONCodable {
  /// A word, or one member that names the kind.
  public var json: JSONValue {
    switch self {
    case .column(let name): .object(["column": .string(name)])
    case .literal(let literal): .object(["literal": literal.json])
    case .me: .string("me")
    case .tenant: .string("tenant")
    case .now: .string("now")
    }
  }
  /// Reads a word or a member.
  public init(json: JSONValue) throws(JSONDecodingError) {
    switch json {
    case .string("me"): self = .me
    case .string("tenant"): self = .tenant
    case .string("now"): self = .now
    default:
      var reader = try JSONObjectReader(json)
      if let name = try reader.takeOptional("column", as: String.self) {
        self = .column(name)
      } else {
        self = .literal(try reader.take("literal"))
      }
      try reader.finish()
    }
  }
}

extension Predicate: JSONCodable {
  /// The word `anything`, or one member that names the operator.
  public var json: JSONValue {
    switch self {
    case .anything: .string("anything")
    case .compare(let left, let comparison, let right):
      .object(["compare": .array([left.json, comparison.json, right.json])])
    case .isIn(let term, let values): .object(["in": .array([term.json, values.json])])
    case .isNull(let term): .object(["isNull": term.json])
    case .and(let parts): .object(["and": parts.json])
    case .or(let parts): .object(["or": parts.json])
    case .not(let part): .object(["not": part.json])
    }
  }
  /// Reads the word or the operator.
  public init(json: JSONValue) throws(JSONDecodingError) {
    if json == .string("anything") {
      self = .anything
      return
    }
    guard case .object(let members) = json, members.count == 1, let (key, value) = members.first else {
      throw JSONDecodingError("expected a predicate")
    }
    switch (key, value) {
    case ("compare", .array(let parts)) where parts.count == 3:
      self = .compare(try Term(json: parts[0]), try Comparison(json: parts[1]), try Term(json: parts[2]))
    case ("in", .array(let parts)) where parts.count == 2:
      self = .isIn(try Term(json: parts[0]), try [Literal](json: parts[1]))
    case ("isNull", _): self = .isNull(try Term(json: value))
    case ("and", _): self = .and(try [Predicate](json: value))
    case ("or", _): self = .or(try [Predicate](json: value))
    case ("not", _): self = .not(try Predicate(json: value))
    default: throw JSONDecodingError("unknown predicate \"\(key)\"")
    }
  }
}
