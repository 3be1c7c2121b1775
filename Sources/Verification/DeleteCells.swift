import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension WriteCells {
  func deletes(_ callers: [Caller], _ record: inout CellRecord) async throws(DatabaseError) {
    for caller in callers {
      for table in stage.tables where table.table.primaryKey != nil {
        let rows = stage.rows[table.name] ?? []
        var outcomes: [Outcome] = []
        for (values, row) in stage.pairs(of: table.name) {
          let key = key(values, of: table)
          outcomes.append(oracle.delete(caller.actor, row, stage.world))
          let expected = oracle.delete(caller.actor, row, stage.world, reading: key.columns)
          try await judge(
            cell(caller, table, .delete, nil, stage.name(values, of: table, tenants), [expected]), [expected],
            .delete(table.name, key: key.columns), key.values, caller,
            effect: { _, touched throws(DatabaseError) in
              try await onlyGone([values], table, touched)
            }, &record)
        }
        try await blind(outcomes, rows, .delete(table.name, key: []), [], table, .delete, nil, caller, &record) {
          gone, touched throws(DatabaseError) in try await onlyGone(gone, table, touched)
        }
        try await callDeletes(table, caller, &record)
      }
    }
  }

  /// Nothing but these rows of the table is gone; what cascades from them is the schema's own.
  func onlyGone(
    _ gone: [[String: String?]], _ table: ResolvedTable, _ touched: [QualifiedName]
  ) async throws(DatabaseError) -> String? {
    guard !gone.isEmpty else { return nil }
    let now = try await stage.read(table.name)
    let before = stage.rows[table.name] ?? []
    let missing = before.filter { !now.contains($0) }
    let added = now.filter { !before.contains($0) }
    if missing.count == gone.count, missing.allSatisfy(gone.contains), added.isEmpty { return nil }
    return "\(missing.count) rows are gone and \(added.count) are new, where \(gone.count) should be gone"
  }
}
