import Database
import Enforcement
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// SELECT of every column of every table and view by every caller: which values come back.
struct ReadCells {
  let oracle: Oracle
  let stage: Stage
  let tenants: TenantPair

  let paths: AccessPaths

  /// Asks one caller about one table, all columns together; values are compared as a multiset, so rows are known by the
  /// values that only they have.
  func run(_ voice: Voice, _ table: ResolvedTable, _ record: inout CellRecord) async throws(DatabaseError) {
    let readings = table.table.columns.flatMap { column in
      // The table is asked as well where it is withheld.
      [onTable(table, column.name, voice.caller)]
        + (paths.view(of: table.name).map { [onView($0, table, column.name, voice.caller)] } ?? [])
    }
    let results = try await voice.ask(readings.map { ($0.statement.sql, []) })
    for (reading, result) in zip(readings, results) { compare(reading, result, table, voice.caller, &record) }
    // What CockroachDB's COPY asks the policies is not documented; PostgreSQL's has no rows of partitions and heirs.
    if oracle.wholeTables || stage.policy.tables.contains(where: { $0.table.inherits.contains(table.name) }) { return }
    let copy = copied(table, voice.caller)
    compare(copy, try await voice.copy(out: copy.statement), table, voice.caller, &record)
  }

  /// A SELECT of one column, or COPY of some, and what comes back.
  private struct Reading {
    let relation: QualifiedName
    /// Nil where it is about several.
    let column: String?
    let statement: RowStatement
    /// Whether there is no such column: the view has none that no rule lets anybody read.
    var absent = false
    /// Whether a privilege is missing.
    let refused: Bool
    /// The rows that are seen, with the value that is shown.
    let expected: [(values: [String: String?], value: String?)]
    /// Behind the name of a row.
    var words: String { column == nil ? ", COPY" : "" }
  }

  /// COPY of every column that the caller may read; of all where that is none. It takes no generated ones (PostgreSQL).
  private func copied(_ table: ResolvedTable, _ caller: Caller) -> Reading {
    let all = table.table.columns.filter { !$0.generated }.map(\.name)
    let open = all.filter { oracle.select(caller.actor, table.name, [$0]) == .done }
    let columns = open.isEmpty ? all : open
    let refused = oracle.select(caller.actor, table.name, columns) != .done
    let seen = stage.pairs(of: table.name).filter { _, row in
      !refused && oracle.sees(caller.actor, row, stage.world, reading: columns)
    }
    return Reading(
      relation: table.name, column: nil, statement: .copyOut(table.name, columns), refused: refused,
      expected: seen.map { values, _ in (values, CopyText.line(columns.map { values[$0] ?? nil })) })
  }

  private func onTable(_ table: ResolvedTable, _ column: String, _ caller: Caller) -> Reading {
    let may = oracle.select(caller.actor, table.name, [column])
    let seen = stage.pairs(of: table.name).filter { _, row in
      may == .done && oracle.sees(caller.actor, row, stage.world, reading: [column])
    }
    return Reading(
      relation: table.name, column: column, statement: .select(table.name, column), refused: may != .done,
      expected: seen.map { ($0.values, $0.values[column] ?? nil) })
  }

  private func onView(
    _ view: QualifiedName, _ table: ResolvedTable, _ column: String, _ caller: Caller
  ) -> Reading {
    let reads = oracle.mayReadView(caller.actor, of: table)
    let shown = stage.pairs(of: table.name).compactMap { values, row -> ([String: String?], String?)? in
      guard oracle.sees(caller.actor, row, stage.world) else { return nil }
      let value = values[column] ?? nil
      guard oracle.sees(caller.actor, row, stage.world, reading: [column]) else { return (values, nil) }
      switch oracle.readable(caller.actor, table.name, column) {
      case .full: return (values, value)
      case .hidden, .refused: return (values, nil)
      case .masked(let mask):
        if case .text(let text) = mask.applied(to: value.map(Value.text) ?? .null) { return (values, text) }
        return (values, nil)
      }
    }
    let opened = table.rules.contains { rule in
      rule.command == .select && (rule.columns.contains(column) || rule.gated.contains { $0.column == column })
    }
    return Reading(
      relation: view, column: column, statement: .select(view, column), absent: !opened, refused: !reads,
      expected: shown)
  }

  private func compare(
    _ reading: Reading, _ result: Result<QueryResult, DatabaseError>, _ table: ResolvedTable, _ caller: Caller,
    _ record: inout CellRecord
  ) {
    let (statement, refused, expected) = (reading.statement, reading.refused, reading.expected)
    func cell(_ row: String, _ expected: String) -> Cell {
      Cell(
        caller: caller.label, relation: reading.relation, command: .select, column: reading.column,
        row: row + reading.words, expected: expected)
    }
    if reading.absent {
      if case .failure(let error) = result, error.sqlState == "42703" {
        return record.agree(cell("any row", "no such column"), allowed: false)
      }
      let rows = if case .success(let found) = result { found.rows.count } else { 0 }
      return record.differ(
        cell("any row", "no such column"), observed: "\(Observed(result))", leak: rows > 0, statement.sql, caller)
    }
    switch (refused, result) {
    case (true, .success(let found)):
      record.differ(
        cell("any row", "refused for lack of a privilege"), observed: "\(found.rows.count) rows",
        leak: !found.rows.isEmpty,
        statement.sql, caller)
    case (_, .failure(let error)):
      let observed = Observed(.failure(error))
      if refused, case .refusedPrivilege = observed { return record.agree(cell("any row", "refused"), allowed: false) }
      record.differ(
        cell("any row", refused ? "refused for lack of a privilege" : "\(expected.count) rows"),
        observed: "\(observed)",
        leak: false, statement.sql, caller)
    case (false, .success(let found)):
      var left = Dictionary(grouping: found.rows.map { $0[0] }) { $0 }.mapValues(\.count)
      for (values, value) in expected {
        let name = stage.name(values, of: table, tenants)
        if left[value, default: 0] > 0 {
          left[value, default: 0] -= 1
          record.agree(cell(name, "seen"), allowed: true)
        } else {
          record.differ(
            cell(name, "sees \(value ?? "NULL")"), observed: "not there", leak: false, statement.sql, caller)
        }
      }
      for _ in 0..<max(0, (stage.rows[table.name]?.count ?? 0) - expected.count) {
        record.agree(cell("a row of others", "not seen"), allowed: false)
      }
      for (value, count) in left.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) where count > 0 {
        record.differ(
          cell("a row that is not to be seen", "not seen"), observed: "\(count) × \(value ?? "NULL")", leak: true,
          statement.sql, caller)
      }
    }
  }
}
