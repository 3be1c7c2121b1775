import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// What the server makes of the generated columns that conditions are about, asked before any cell: rows that are written
/// later are judged by them, and the oracle reads no SQL.
struct ComputedValues {
  let stage: Stage
  let values: TriedValues

  /// How many combinations of values are asked about.
  private static let most = 2_000

  /// By table, and what is open since too many values meet in a column.
  func read(
    on reader: Connection
  ) async throws(DatabaseError) -> (columns: [QualifiedName: [ComputedColumn]], open: [Unproven]) {
    var columns: [QualifiedName: [ComputedColumn]] = [:]
    var open: [Unproven] = []
    for (number, table) in stage.policy.tables.enumerated() where table.partOf == nil {
      let asked = conditions(of: table)
      let names = table.table.columns.filter { $0.generated && asked.contains($0.name) }.map(\.name)
      guard !names.isEmpty else { continue }
      let copy = QualifiedName("pg_temp", "bailiwick_computed_\(number)")
      try await make(copy, like: table, reader)
      for name in names {
        let inputs = try await inputs(of: name, table, reader)
        let results = try await results(name, inputs, combinations(of: inputs, table), table, copy, reader)
        if results.isEmpty {
          open.append(
            Unproven(
              table: table.name,
              reason: "what \(name) becomes is not known: it is computed from more values than are tried, or from none")
          )
        }
        columns[table.name, default: []].append(ComputedColumn(name, from: inputs, results))
      }
    }
    return (columns, open)
  }

  /// The columns that conditions of the table name.
  private func conditions(of table: ResolvedTable) -> Set<String> {
    let conditions = table.rules.flatMap { [$0.condition, $0.resulting] } + table.requires.map(\.predicate)
    return Set(conditions.flatMap(\.atoms).flatMap(\.columns))
  }

  /// The table's columns as they are, without what would stop a row that has values in some of them alone.
  private func make(_ copy: QualifiedName, like table: ResolvedTable, _ reader: Connection) async throws(DatabaseError)
  {
    _ = try await reader.run("CREATE TEMPORARY TABLE \(copy.sql) (LIKE \(table.name.sql) INCLUDING GENERATED)")
    // The tenant's column that is added is one of them.
    for column in stage.columns[table.name, default: []] {
      _ = try await reader.run("ALTER TABLE \(copy.sql) ALTER COLUMN \(Expression.column(column).sql) DROP NOT NULL")
    }
  }

  private func inputs(
    of column: String, _ table: ResolvedTable, _ reader: Connection
  ) async throws(DatabaseError) -> [String] {
    try await reader.run(
      """
      SELECT column_name FROM information_schema.column_column_usage
      WHERE table_schema = $1 AND table_name = $2 AND dependent_column = $3 ORDER BY column_name
      """, [table.name.schema, table.name.name, column]
    ).rows.compactMap { $0[0] }
  }

  /// Each value of each input that stands in a row or is sent, with each of the others; none where those are too many.
  private func combinations(of inputs: [String], _ table: ResolvedTable) -> [[String?]] {
    inputs.reduce(into: [[]]) { combinations, name in
      let next = possible(name, table)
      combinations =
        combinations.count * next.count > Self.most
        ? [] : combinations.flatMap { front in next.map { front + [$0] } }
    }
  }

  private func possible(_ name: String, _ table: ResolvedTable) -> [String?] {
    let column = table.table.column(name)
    let standing = stage.rows[table.name, default: []].map { $0[name] ?? nil }
    let sent = values.newRows[table.name, default: []].map { $0.row[name] ?? nil }
    let set = values.updates[table.name, default: []].filter { $0.column == name }.flatMap(\.values)
    let others = [column?.defaultExpression.flatMap(TypedValues.constant), column.flatMap(TypedValues.unlisted)]
    var seen: Set<String?> = []
    return ([nil] + standing + sent + set + others).filter { seen.insert($0).inserted }
  }

  /// What the server answers; of what it refuses, a row cannot be either.
  private func results(
    _ name: String, _ inputs: [String], _ combinations: [[String?]], _ table: ResolvedTable, _ copy: QualifiedName,
    _ reader: Connection
  ) async throws(DatabaseError) -> [[Value]: Value] {
    let types = inputs.map { table.table.column($0)?.type ?? stage.policy.tenants.type }
    let statement = RowStatement.insert(copy, inputs)
    let sql = statement.reworded(.returning([name]))?.sql ?? statement.sql
    let answers = try await reader.pipeline(combinations.map { (sql, $0) }, keeping: true)
    return zip(combinations, answers).reduce(into: [:]) { results, pair in
      guard case .success(let answer) = pair.1, let row = answer.rows.first else { return }
      let key = zip(pair.0, types).map { Value(printed: $0, type: $1) }
      results[key] = Value(printed: row[0], type: table.table.column(name)?.type ?? "")
    }
  }
}
