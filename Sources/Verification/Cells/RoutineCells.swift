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
  func callUpdates(_ column: String, to value: String?, single: Bool) -> [Question] {
    guard let known = table.table.column(column) else { return [] }
    let changes = [column: Value(printed: value, type: known.type)]
    return paths.routines(.update, of: table.name).filter { $0.columns.contains(column) }.flatMap { routine in
      let path = Path.routine(of: routine.roles)
      let may = oracle.columns(caller.actor, ofRoutine: routine.roles, table).contains(column)
      return calls(of: routine).compactMap { call -> Question? in
        if single, let meant = call.meant, (meant.values[column] ?? nil) == value { return nil }
        let expected =
          call.meant.map { oracle.update(caller.actor, $0.row, changes, stage.world, by: path) }
          ?? (may ? .filtered : .refused(.privilege))
        let meant = call.meant?.values ?? [:]
        return question(
          .update, column, call.name, [expected],
          .call(routine.name, arguments: routine.address.count + routine.columns.count),
          call.address + routine.columns.map { $0 == column ? value : nil }, by: routine.name,
          .answered(answer(routine, meant, set: [column: value]), .changed([meant], column: column)))
      }
    }
  }

  /// Calls that delete.
  func callDeletes() -> [Question] {
    paths.routines(.delete, of: table.name).flatMap { routine in
      let path = Path.routine(of: routine.roles)
      let may = oracle.mayDelete(caller.actor, byRoutine: routine.roles, table)
      return calls(of: routine).map { call in
        let expected =
          call.meant.map { either(oracle.delete(caller.actor, $0.row, stage.world, by: path), $0.row) }
          ?? [may ? .filtered : .refused(.privilege)]
        let meant = call.meant?.values ?? [:]
        return question(
          .delete, nil, call.name, expected, .call(routine.name, arguments: routine.address.count), call.address,
          by: routine.name, .answered(answer(routine, meant, set: [:]), .gone([meant])))
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
  private func calls(of routine: WriteRoutine) -> [Call] {
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

  /// The key of the one row that is touched, and nothing else.
  private func answer(
    _ routine: WriteRoutine, _ meant: [String: String?], set: [String: String?]
  ) -> [String?] {
    routine.answer.map { set[$0] ?? meant[$0] ?? nil }
  }
}
