import Database
import Enforcement
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// INSERT, UPDATE and DELETE by every caller, row by row: what becomes of the statement, and what of the rows.
struct WriteCells {
  let oracle: Oracle
  let stage: Stage
  let tenants: TenantPair
  var fixture: Fixture
  let paths: AccessPaths

  /// Runs one statement of a caller, holds its outcome and its effect against the policy, and puts the rows back.
  func judge(
    _ cell: Cell, _ expected: [Outcome], _ statement: RowStatement, _ values: [String?], _ caller: Caller,
    effect: (QueryResult, [QualifiedName]) async throws(DatabaseError) -> String?, _ record: inout CellRecord
  ) async throws(DatabaseError) {
    // Privileges are looked at before any row is, so a refusal by them is asked for once a statement, not once a row.
    let question = [caller.login, statement.sql]
    if expected == [.refused(.privilege)], record.isAnswered(question) { return }
    let result: Result<QueryResult, DatabaseError>
    do { result = .success(try await caller.run(statement.sql, values)) } catch { result = .failure(error) }
    let observed = Observed(result)
    if expected == [.done], case .violated(let name) = observed, stage.isRowCondition(name, of: cell.relation) {
      record.block(
        Unproven(table: cell.relation, reason: "no \(cell.command.rawValue) that the policy allows gets past \(name)"))
      return
    }
    let agrees = expected.contains { $0.agrees(with: observed) }
    if agrees && expected == [.refused(.privilege)] { record.answered(question) }
    var touched: [QualifiedName] = []
    var wrong: String?
    if case .done(let count) = observed, count > 0, case .success(let answer) = result {
      touched = try await stage.changed()
      if agrees { wrong = try await effect(answer, touched) }
    }
    try await stage.restore(touched)
    let text = statement.sql(with: values)
    if !agrees {
      let leak = expected.allSatisfy { $0.isLeak(observed) }
      record.differ(cell, observed: "\(observed)", leak: leak, text, caller)
    } else if let wrong {
      record.differ(cell, observed: wrong, leak: true, text, caller)
    } else {
      record.agree(cell, allowed: expected.contains(.done))
    }
  }

  func cell(
    _ caller: Caller, _ table: ResolvedTable, _ command: Command, _ column: String?, _ row: String,
    _ expected: [Outcome], by routine: QualifiedName? = nil
  ) -> Cell {
    Cell(
      caller: caller.label, relation: table.name, command: command, column: column, row: row,
      expected: expected.map(\.words).joined(separator: " or "), routine: routine)
  }

  /// The key's columns with their values in the row.
  func key(_ values: [String: String?], of table: ResolvedTable) -> (columns: [String], values: [String?]) {
    let columns = table.table.primaryKey?.columns ?? []
    return (columns, columns.map { values[$0] ?? nil })
  }

  /// A statement without WHERE: it consults no SELECT policy, so it has cells of its own.
  func blind(
    _ outcomes: [Outcome], _ rows: [[String: String?]], _ statement: RowStatement, _ values: [String?],
    _ table: ResolvedTable, _ command: Command, _ column: String?, _ caller: Caller, _ record: inout CellRecord,
    effect: ([[String: String?]], [QualifiedName]) async throws(DatabaseError) -> String?
  ) async throws(DatabaseError) {
    guard !outcomes.isEmpty else { return }
    let stops = outcomes.filter { $0 != .done && $0 != .filtered }
    let hit = zip(rows, outcomes).filter { $0.1 == .done }.map(\.0)
    // Rows fall in the server's order, so any of the reasons to stop may come first.
    let expected = stops.isEmpty ? [hit.isEmpty ? Outcome.filtered : .done] : Array(Set(stops))
    try await judge(
      cell(caller, table, command, column, "every row", expected), expected, statement, values, caller,
      effect: { _, touched throws(DatabaseError) in try await effect(hit, touched) }, &record)
  }
}
