import SchemaModel

/// Another wording of a row statement, for the same rows and values.
package enum Wording: Hashable, Sendable {
  /// RETURNING these columns.
  case returning([String])
  /// INSERT … SELECT, UPDATE … FROM, DELETE … USING, with a relation of one row.
  case fromQuery
  /// MERGE, by the key; PostgreSQL alone.
  case merge
  /// ON CONFLICT DO NOTHING.
  case skippingConflicts
  /// ON CONFLICT of the key: the column takes the value of the parameter behind those of the row.
  case updatingConflicts(key: [String], column: String)

  /// COPY … FROM STDIN, whose row is no part of the statement.
  case copying
  /// SELECT … FOR UPDATE of the row that would be updated; its parameters are the key's.
  case locking

  /// The statement so worded; nil where it cannot be.
  ///
  /// - Parameter value: What stands for a parameter, counted from nought.
  func text(of statement: RowStatement, _ value: (Int) -> String) -> String? {
    // One row whose names are in no schema that anybody would write.
    let one = "(VALUES (1)) AS \(id("bailiwick once")) (\(id("bailiwick one")))"
    switch (self, statement) {
    case (.returning(let columns), .insert), (.returning(let columns), .update), (.returning(let columns), .delete):
      return "\(statement.text(value)) RETURNING \(ids(columns))"
    case (.fromQuery, .insert(let table, let columns)) where !columns.isEmpty:
      return "INSERT INTO \(table.sql) (\(ids(columns))) SELECT \(list(columns, value))"
    case (.fromQuery, .update(let table, let column, let key)):
      return "UPDATE \(table.sql) SET \(id(column)) = \(value(0)) FROM \(one)" + RowStatement.condition(key, 1, value)
    case (.fromQuery, .delete(let table, let key)):
      return "DELETE FROM \(table.sql) USING \(one)" + RowStatement.condition(key, 0, value)
    case (.merge, .insert(let table, let columns)) where !columns.isEmpty:
      return "MERGE INTO \(table.sql) USING \(one) ON false"
        + " WHEN NOT MATCHED THEN INSERT (\(ids(columns))) VALUES (\(list(columns, value)))"
    case (.merge, .update(let table, let column, let key)) where !key.isEmpty:
      return "MERGE INTO \(table.sql) USING \(one) ON \(RowStatement.equalities(key, 1, value))"
        + " WHEN MATCHED THEN UPDATE SET \(id(column)) = \(value(0))"
    case (.merge, .delete(let table, let key)) where !key.isEmpty:
      return
        "MERGE INTO \(table.sql) USING \(one) ON \(RowStatement.equalities(key, 0, value)) WHEN MATCHED THEN DELETE"
    case (.skippingConflicts, .insert): return "\(statement.text(value)) ON CONFLICT DO NOTHING"
    case (.updatingConflicts(let key, let column), .insert(_, let columns)) where !key.isEmpty:
      return "\(statement.text(value)) ON CONFLICT (\(ids(key))) DO UPDATE SET \(id(column)) = \(value(columns.count))"
    case (.copying, .insert(let table, let columns)) where !columns.isEmpty:
      return "COPY \(table.sql) (\(ids(columns))) FROM STDIN"
    case (.locking, .update(let table, _, let key)) where !key.isEmpty:
      return "SELECT \(ids(key)) FROM \(table.sql)\(RowStatement.condition(key, 0, value)) FOR UPDATE"
    default: return nil
    }
  }

  private func list(_ columns: [String], _ value: (Int) -> String) -> String {
    columns.indices.map(value).joined(separator: ", ")
  }
}
