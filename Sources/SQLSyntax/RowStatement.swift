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
  /// A call of a routine that gives rows, with so many arguments.
  case call(QualifiedName, arguments: Int)

  /// The statement, without a semicolon.
  package var sql: String { text { "$\($0 + 1)" } }

  /// The statement with the values in it, as a person runs it. A name may look like a parameter, so nothing is replaced in
  /// the finished text.
  package func sql(with values: [String?]) -> String {
    text { index in
      values.indices.contains(index) ? values[index].map(Quoting.text) ?? "NULL" : "$\(index + 1)"
    }
  }

  private func text(_ value: (Int) -> String) -> String {
    func condition(_ key: [String], from first: Int) -> String {
      guard !key.isEmpty else { return "" }
      return " WHERE " + key.enumerated().map { "\(id($1)) = \(value($0 + first))" }.joined(separator: " AND ")
    }
    return switch self {
    case .insert(let table, let columns):
      columns.isEmpty
        ? "INSERT INTO \(table.sql) DEFAULT VALUES"
        : "INSERT INTO \(table.sql) (\(ids(columns))) VALUES (\(columns.indices.map(value).joined(separator: ", ")))"
    case .update(let table, let column, let key):
      "UPDATE \(table.sql) SET \(id(column)) = \(value(0))" + condition(key, from: 1)
    case .delete(let table, let key): "DELETE FROM \(table.sql)" + condition(key, from: 0)
    case .select(let table, let column): "SELECT \(id(column)) FROM \(table.sql)"
    case .call(let routine, let count):
      "SELECT * FROM \(routine.sql)(\((0..<count).map(value).joined(separator: ", ")))"
    }
  }
}
