import Database
import Enforcement
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// UPDATE and DELETE where routines carry them out: one call for each row, column and value.
///
/// They count as cells of the table. What a statement on the table itself does there is asked as everywhere.
extension WriteCells {
  /// Calls that set the column.
  func callUpdates(
    _ column: String, to value: String?, _ table: ResolvedTable, _ caller: Caller, single: Bool,
    _ record: inout CellRecord
  ) async throws(DatabaseError) {
    guard let known = table.table.column(column) else { return }
    let changes = [column: Value(printed: value, type: known.type)]
    for routine in paths.routines(.update, of: table.name) where routine.columns.contains(column) {
      let path = Path.routine(of: routine.roles)
      let may = oracle.columns(caller.actor, ofRoutine: routine.roles, table).contains(column)
      for call in calls(of: routine, table, caller) {
        if single, let meant = call.meant, (meant.values[column] ?? nil) == value { continue }
        let expected =
          call.meant.map { oracle.update(caller.actor, $0.row, changes, stage.world, by: path) }
          ?? (may ? .filtered : .refused(.privilege))
        try await judge(
          cell(caller, table, .update, column, call.name, [expected], by: routine.name), [expected],
          .call(routine.name, arguments: routine.address.count + routine.columns.count),
          call.address + routine.columns.map { $0 == column ? value : nil }, caller,
          effect: { result, touched throws(DatabaseError) in
            guard let meant = call.meant?.values else { return nil }
            if let wrong = answers(result, routine, meant, set: [column: value]) { return wrong }
            return try await onlyChanged([meant], column, table)
          }, &record)
      }
    }
  }

  /// Calls that delete.
  func callDeletes(
    _ table: ResolvedTable, _ caller: Caller, _ record: inout CellRecord
  ) async throws(DatabaseError) {
    for routine in paths.routines(.delete, of: table.name) {
      let path = Path.routine(of: routine.roles)
      let may = oracle.mayDelete(caller.actor, byRoutine: routine.roles, table)
      for call in calls(of: routine, table, caller) {
        let expected =
          call.meant.map { oracle.delete(caller.actor, $0.row, stage.world, by: path) }
          ?? (may ? .filtered : .refused(.privilege))
        try await judge(
          cell(caller, table, .delete, nil, call.name, [expected], by: routine.name), [expected],
          .call(routine.name, arguments: routine.address.count), call.address, caller,
          effect: { result, touched throws(DatabaseError) in
            guard let meant = call.meant?.values else { return nil }
            if let wrong = answers(result, routine, meant, set: [:]) { return wrong }
            return try await onlyGone([meant], table, touched)
          }, &record)
      }
    }
  }

  /// The call for a row, and which row it means to this caller.
  private struct Call {
    var address: [String?]
    var meant: (values: [String: String?], row: Row)?
    var name: String
  }

  /// One call for each address. An address without the tenant means the caller's own row, and there may be none.
  private func calls(of routine: WriteRoutine, _ table: ResolvedTable, _ caller: Caller) -> [Call] {
    let pairs = stage.pairs(of: table.name)
    let key = table.table.primaryKey?.columns ?? []
    let own = table.tenantColumn.flatMap { key.contains($0) && !routine.address.contains($0) ? $0 : nil }
    func address(_ values: [String: String?]) -> [String?] { routine.address.map { values[$0] ?? nil } }
    var seen: Set<[String?]> = []
    return pairs.map { address($0.values) }.filter { seen.insert($0).inserted }.map { wanted in
      let candidates = pairs.filter { address($0.values) == wanted }
      let meant = candidates.first { pair in
        own.map { (pair.values[$0] ?? nil) == caller.tenantKey && caller.tenantKey != nil } ?? true
      }
      let shown = meant ?? candidates.first
      return Call(address: wanted, meant: meant, name: stage.name(shown?.values ?? [:], of: table, tenants))
    }
  }

  /// Whether the key of the one row that was touched comes back, and nothing else.
  private func answers(
    _ result: QueryResult, _ routine: WriteRoutine, _ meant: [String: String?], set: [String: String?]
  ) -> String? {
    let wanted = routine.answer.map { set[$0] ?? meant[$0] ?? nil }
    return result.rows == [wanted] ? nil : "the routine answers with another row"
  }
}
