package import SchemaModel

/// The types that generated SQL names.
package enum SQLType: Hashable, Sendable {
  /// uuid.
  case uuid
  /// bigint.
  case bigint
  /// integer.
  case integer
  /// smallint.
  case smallint
  /// text.
  case text
  /// character varying, with a length or without.
  case varchar(Int?)
  /// boolean.
  case boolean
  /// numeric of any size.
  case numeric
  /// double precision.
  case double
  /// real.
  case real
  /// bytea.
  case bytes
  /// jsonb.
  case jsonb
  /// inet.
  case inet
  /// PostgreSQL's type of identifiers.
  case name
  /// timestamp with time zone.
  case timestamptz
  /// timestamp without time zone.
  case timestamp
  /// date.
  case date
  /// time without time zone.
  case time
  /// interval.
  case interval
  /// A type of the application, such as an enum.
  case named(QualifiedName)
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

  /// Reads the catalog's spelling of a type that both engines know, without its length: an argument of a routine has
  /// none. Enums are the caller's to know; nil for whatever else there is.
  package init?(argument text: String) {
    if text.hasSuffix("[]") {
      guard let element = SQLType(argument: String(text.dropLast(2))) else { return nil }
      self = .array(element)
      return
    }
    if text.hasPrefix("character varying") || text.hasPrefix("numeric") {
      self = text.hasPrefix("n") ? .numeric : .varchar(nil)
      return
    }
    let known: [String: SQLType] = [
      "uuid": .uuid, "bigint": .bigint, "integer": .integer, "smallint": .smallint, "text": .text, "boolean": .boolean,
      "double precision": .double, "real": .real, "bytea": .bytes, "jsonb": .jsonb, "inet": .inet, "date": .date,
      "timestamp with time zone": .timestamptz, "timestamp without time zone": .timestamp,
      "time without time zone": .time, "interval": .interval,
    ]
    guard let type = known[text] else { return nil }
    self = type
  }

  /// The type in PostgreSQL's SQL.
  var sql: String {
    switch self {
    case .uuid: "uuid"
    case .bigint: "bigint"
    case .integer: "integer"
    case .smallint: "smallint"
    case .text: "text"
    case .varchar(let length): length.map { "character varying(\($0))" } ?? "character varying"
    case .boolean: "boolean"
    case .numeric: "numeric"
    case .double: "double precision"
    case .real: "real"
    case .bytes: "bytea"
    case .jsonb: "jsonb"
    case .inet: "inet"
    case .name: "name"
    case .timestamptz: "timestamptz"
    case .timestamp: "timestamp"
    case .date: "date"
    case .time: "time"
    case .interval: "interval"
    case .named(let name): name.sql
    case .array(let element): "\(element.sql)[]"
    }
  }

  /// The type as the engine spells it: on CockroachDB, INTEGER is as wide as a setting says, so widths are named.
  func sql(for dialect: Dialect) -> String {
    switch (dialect, self) {
    case (.postgresql, _), (.cockroachdb, .named): sql
    case (.cockroachdb, .bigint): "INT8"
    case (.cockroachdb, .integer): "INT4"
    case (.cockroachdb, .smallint): "INT2"
    case (.cockroachdb, .double): "FLOAT8"
    case (.cockroachdb, .real): "FLOAT4"
    case (.cockroachdb, .boolean): "BOOL"
    case (.cockroachdb, .varchar(let length)): length.map { "VARCHAR(\($0))" } ?? "VARCHAR"
    // Logins are texts there: its own catalog keeps role names as STRING.
    case (.cockroachdb, .name): "TEXT"
    case (.cockroachdb, .array(let element)): "\(element.sql(for: dialect))[]"
    case (.cockroachdb, _): sql.uppercased()
    }
  }
}
