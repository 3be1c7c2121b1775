import SchemaModel

extension Routine {
  /// The routine as the engine takes it. Every option is written: CockroachDB resets those that OR REPLACE leaves out.
  func sql(for dialect: Dialect) -> String {
    let text = body.lines.joined(separator: "\n  ")
    let (open, close) = Quoting.dollar(text)
    let reads = if case .query = body { true } else { false }
    let head =
      "CREATE OR REPLACE FUNCTION \(name.sql)("
      + parameters.map { "\(id($0.name)) \($0.type.sql(for: dialect))" }.joined(separator: ", ")
      + ") RETURNS \(result.sql(for: dialect)) \(reads ? "STABLE" : "VOLATILE") SECURITY DEFINER LANGUAGE SQL"
    return switch dialect {
    // A migration runs without row security, so that rows it hides stop it, and a body is looked at as it is created.
    case .postgresql:
      "\(head)\n  SET search_path = pg_catalog, pg_temp SET row_security = on AS \(open)\n  \(text)\n\(close)"
    // Names in a body are resolved when it is created, and there is no SET (parser: "unimplemented").
    case .cockroachdb: "\(head) AS \(open)\n  \(text)\n\(close)"
    }
  }
}

extension Routine.Result {
  fileprivate func sql(for dialect: Dialect) -> String {
    switch self {
    case .value(let type): type.sql(for: dialect)
    case .values(let type): "SETOF \(type.sql(for: dialect))"
    case .rows(let columns):
      "TABLE (\(columns.map { "\(id($0.name)) \($0.type.sql(for: dialect))" }.joined(separator: ", ")))"
    }
  }
}

extension Routine.Body {
  /// The statement, a clause a line.
  fileprivate var lines: [String] {
    switch self {
    case .query(let query): query.lines
    case .update(let update):
      [
        "UPDATE \(update.table.sql) AS \(id(update.alias))",
        "SET " + update.set.map { "\(id($0.column)) = \($0.value.sql)" }.joined(separator: ",\n      "),
        "FROM \(update.from.relation.sql) AS \(id(update.from.alias))",
        "WHERE \(update.condition.sql)", "RETURNING \(update.returning.map(\.sql).joined(separator: ", "))",
      ]
    case .delete(let delete):
      [
        "DELETE FROM \(delete.table.sql) AS \(id(delete.alias))",
        "USING \(delete.from.relation.sql) AS \(id(delete.from.alias))",
        "WHERE \(delete.condition.sql)", "RETURNING \(delete.returning.map(\.sql).joined(separator: ", "))",
      ]
    }
  }
}
