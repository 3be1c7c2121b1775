/// A column that the server computes from others of its row, in an expression that only a server can read: what it makes of
/// each combination of values that the rows of a world may have.
package struct ComputedColumn: Hashable, Sendable {
  /// The column.
  package var name: String
  /// The columns that it is computed from.
  package var inputs: [String]
  /// What becomes of their values, in the order of the inputs.
  package var results: [[Value]: Value]

  /// Creates it.
  package init(_ name: String, from inputs: [String], _ results: [[Value]: Value]) {
    (self.name, self.inputs, self.results) = (name, inputs, results)
  }
}

extension World {
  /// The row with what the server computes for it. A combination that no server answered is one that no row has; it counts
  /// as NULL.
  package func computing(_ row: Row) -> Row {
    computed[row.table, default: []].reduce(into: row) { result, column in
      result[column.name] = column.results[row.values(of: column.inputs)] ?? .null
    }
  }
}
