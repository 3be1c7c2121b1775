package import SchemaModel

/// One row of a table. A column that is not named is NULL; a row to be inserted names its defaults too, except for the
/// tenant and the person, which the identity gives.
package struct Row: Hashable, Sendable {
  /// The table.
  package var table: QualifiedName
  /// The values by column.
  package var values: [String: Value]

  /// Creates a row.
  package init(_ table: QualifiedName, _ values: [String: Value]) {
    self.table = table
    self.values = values
  }

  /// The column's value.
  package subscript(column: String) -> Value {
    get { values[column] ?? .null }
    set { values[column] = newValue }
  }

  /// The values in the order of the columns.
  func values(of columns: [String]) -> [Value] { columns.map { self[$0] } }
}

/// All rows there are, whoever sees them, at one moment.
package struct World: Hashable, Sendable {
  /// The rows by table.
  package var rows: [QualifiedName: [Row]]
  /// The time of the statement.
  package var now: Moment
  /// What the server computes by itself, where a condition is about it.
  package var computed: [QualifiedName: [ComputedColumn]] = [:]

  /// Creates a world.
  package init(_ rows: [Row], now: Moment) {
    self.rows = Dictionary(grouping: rows, by: \.table)
    self.now = now
  }

  /// The rows of the table whose columns equal the values, as a key compares: NULL equals nothing.
  func rows(of table: QualifiedName, where columns: [String], are values: [Value]) -> [Row] {
    rows[table, default: []].filter { row in
      zip(columns, values).allSatisfy { Value.equal(row[$0], $1) == .true }
    }
  }
}
