package import SchemaModel

/// Statements over rows whose values are parameters: `$1`, `$2`, … in the order of the columns.
package enum RowStatement: Hashable, Sendable {
  /// INSERT of one row.
  case insert(QualifiedName, [String])
  /// UPDATE of one column, then the key's columns as further parameters; without a key, of every row.
  case update(QualifiedName, String, key: [String])
  /// DELETE by the key's columns; without a key, of every row.
  case delete(QualifiedName, key: [String])
  /// TRUNCATE, of which no policy of a database is asked.
  case truncate(QualifiedName)
  /// SELECT of one column.
  case select(QualifiedName, String)
  /// COPY … TO STDOUT of columns of every row.
  case copyOut(QualifiedName, [String])
  /// A call of a routine that gives rows, with so many arguments.
  case call(QualifiedName, arguments: Int)
  /// One of the others in other words.
  indirect case reworded(RowStatement, Wording)

  /// The statement in other words; nil where it has none of that kind.
  package func reworded(_ wording: Wording) -> RowStatement? {
    wording.text(of: self) { "$\($0 + 1)" } == nil ? nil : .reworded(self, wording)
  }

  /// The statement, without a semicolon.
  package var sql: String { text { "$\($0 + 1)" } }

  /// The statement with the values in it, as a person runs it. A name may look like a parameter, so nothing is replaced in
  /// the finished text.
  package func sql(with values: [String?]) -> String {
    if case .reworded(_, .copying) = self { return "\(sql);\n\(CopyText.line(values))\n\\.\n" }
    return text { index in
      values.indices.contains(index) ? values[index].map(Quoting.text) ?? "NULL" : "$\(index + 1)"
    }
  }

  static func condition(_ key: [String], _ first: Int, _ value: (Int) -> String) -> String {
    key.isEmpty ? "" : " WHERE \(equalities(key, first, value))"
  }

  static func equalities(_ key: [String], _ first: Int, _ value: (Int) -> String) -> String {
    key.enumerated().map { "\(id($1)) = \(value($0 + first))" }.joined(separator: " AND ")
  }

  func text(_ value: (Int) -> String) -> String {
    switch self {
    case .insert(let table, let columns):
      columns.isEmpty
        ? "INSERT INTO \(table.sql) DEFAULT VALUES"
        : "INSERT INTO \(table.sql) (\(ids(columns))) VALUES (\(columns.indices.map(value).joined(separator: ", ")))"
    case .update(let table, let column, let key):
      "UPDATE \(table.sql) SET \(id(column)) = \(value(0))" + Self.condition(key, 1, value)
    case .delete(let table, let key): "DELETE FROM \(table.sql)" + Self.condition(key, 0, value)
    case .truncate(let table): "TRUNCATE \(table.sql)"
    case .select(let table, let column): "SELECT \(id(column)) FROM \(table.sql)"
    case .copyOut(let table, let columns): "COPY \(table.sql) (\(ids(columns))) TO STDOUT"
    case .call(let routine, let count):
      "SELECT * FROM \(routine.sql)(\((0..<count).map(value).joined(separator: ", ")))"
    case .reworded(let statement, let wording): wording.text(of: statement, value) ?? statement.text(value)
    }
  }
}
