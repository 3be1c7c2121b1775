package import SchemaModel

/// Statements over rows whose values are parameters: `$1`, `$2`, … in the order of the columns.
package enum RowStatement: Hashable, Sendable {
  /// INSERT of one row.
  case insert(QualifiedName, [String])
  /// UPDATE of one column, then the key's columns as further parameters; without a key, of every row.
  case update(QualifiedName, String, key: [String])
  /// DELETE by the key's columns; without a key, of every row.
  case delete(QualifiedName, key: [String])
  /// SELECT of one column.
  case select(QualifiedName, String)

  /// The statement, without a semicolon.
  package var sql: String {
    switch self {
    case .insert(let table, let columns):
      columns.isEmpty
        ? "INSERT INTO \(table.sql) DEFAULT VALUES"
        : "INSERT INTO \(table.sql) (\(ids(columns))) VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))"
    case .update(let table, let column, let key):
      "UPDATE \(table.sql) SET \(id(column)) = $1" + Self.condition(key, from: 2)
    case .delete(let table, let key): "DELETE FROM \(table.sql)" + Self.condition(key, from: 1)
    case .select(let table, let column): "SELECT \(id(column)) FROM \(table.sql)"
    }
  }

  private static func condition(_ key: [String], from first: Int) -> String {
    key.isEmpty ? "" : " WHERE " + key.enumerated().map { "\(id($1)) = $\($0 + first)" }.joined(separator: " AND ")
  }

  /// The statement with the values in it, as a person runs it.
  package func sql(with values: [String?]) -> String {
    var text = ""
    var rest = sql[...]
    while let dollar = rest.firstIndex(of: "$") {
      let digits = rest[rest.index(after: dollar)...].prefix(while: \.isNumber)
      text += rest[..<dollar]
      if let number = Int(digits), values.indices.contains(number - 1) {
        text += values[number - 1].map(Quoting.text) ?? "NULL"
        rest = digits.endIndex < rest.endIndex ? rest[digits.endIndex...] : ""
      } else {
        text += "$"
        rest = rest[rest.index(after: dollar)...]
      }
    }
    return text + rest
  }
}
