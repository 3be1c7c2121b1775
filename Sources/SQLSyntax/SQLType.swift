/// The types that generated SQL names.
package enum SQLType: Hashable, Sendable {
  /// uuid.
  case uuid
  /// bigint.
  case bigint
  /// integer.
  case integer
  /// text.
  case text
  /// character varying, with a length or without.
  case varchar(Int?)
  /// boolean.
  case boolean
  /// PostgreSQL's type of identifiers.
  case name
  /// timestamp with time zone.
  case timestamptz
  /// date.
  case date
  /// An array of the type.
  indirect case array(SQLType)

  /// Reads the catalog's spelling of a type that a key may have; nil for others.
  package init?(catalog text: String) {
    switch text {
    case "uuid": self = .uuid
    case "bigint": self = .bigint
    case "integer": self = .integer
    case "text": self = .text
    case "character varying": self = .varchar(nil)
    default:
      guard text.hasPrefix("character varying("), text.hasSuffix(")"),
        let length = Int(text.dropFirst("character varying(".count).dropLast())
      else { return nil }
      self = .varchar(length)
    }
  }

  /// The type in SQL.
  var sql: String {
    switch self {
    case .uuid: "uuid"
    case .bigint: "bigint"
    case .integer: "integer"
    case .text: "text"
    case .varchar(let length): length.map { "character varying(\($0))" } ?? "character varying"
    case .boolean: "boolean"
    case .name: "name"
    case .timestamptz: "timestamptz"
    case .date: "date"
    case .array(let element): "\(element.sql)[]"
    }
  }
}
