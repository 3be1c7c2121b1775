import Enforcement
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// INSERT, UPDATE and DELETE of one caller on one table, row by row: what the policy says becomes of each.
struct WriteCells {
  let oracle: Oracle
  let stage: Stage
  let tenants: TenantPair
  let paths: AccessPaths
  let values: TriedValues
  let caller: Caller
  let table: ResolvedTable

  func question(
    _ command: Command, _ column: String?, _ row: String, _ expected: [Outcome], _ statement: RowStatement,
    _ values: [String?], by routine: QualifiedName? = nil, about subject: Row? = nil, _ effect: Effect
  ) -> Question {
    let cell = Cell(
      caller: caller.label, relation: table.name, command: command, column: column, row: row,
      expected: expected.map(\.words).joined(separator: " or "), routine: routine)
    return Question(
      cell: cell, expected: expected, statement: statement, values: values, effect: effect, subject: subject)
  }

  /// The key's columns with their values in the row.
  func key(_ values: [String: String?]) -> (columns: [String], values: [String?]) {
    let columns = table.table.primaryKey?.columns ?? []
    return (columns, columns.map { values[$0] ?? nil })
  }

  /// A statement without WHERE: it consults no SELECT policy, so it has a cell of its own.
  func blind(
    _ outcomes: [Outcome], _ statement: RowStatement, _ values: [String?], _ command: Command, _ column: String?,
    in doubts: Set<Outcome> = [], effect: ([[String: String?]]) -> Effect
  ) -> [Question] {
    guard !outcomes.isEmpty else { return [] }
    let stops = Set(outcomes.filter { $0 != .done && $0 != .filtered }).sorted { $0.words < $1.words }
    let hit = zip(stage.rows[table.name, default: []], outcomes).filter { $0.1 == .done }.map(\.0)
    // Rows fall in the server's order, so any of the reasons to stop may come first.
    let expected =
      stops.isEmpty
      ? hit.isEmpty ? [Outcome.filtered] : [.done] + doubts.sorted { $0.words < $1.words } : stops
    var asked = question(command, column, "every row", expected, statement, values, effect(hit))
    asked.isOfEveryRow = true
    return [asked]
  }
}
