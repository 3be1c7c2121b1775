import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension WriteCells {
  mutating func updates(_ callers: [Caller], _ record: inout CellRecord) async throws(DatabaseError) {
    for table in stage.tables where table.table.primaryKey != nil {
      for column in stage.rows[table.name]?.first?.keys.sorted() ?? [] {
        let known = table.table.column(column)
        if known?.generated == true || known?.identityAlways == true { continue }
        for value in newValues(for: column, table) {
          for caller in callers { try await update(column, to: value, table, caller, &record) }
        }
      }
    }
  }

  /// Values on both sides of each predicate; another tenant's for the tenant, another's parent for a reference.
  private mutating func newValues(for name: String, _ table: ResolvedTable) -> [String?] {
    if name == table.tenantColumn { return [tenants.b, tenants.a] }
    if name == table.personColumn { return tenants.both.compactMap { fixture.persons[$0.key]?.first } }
    guard let column = table.table.column(name) else { return [] }
    if let key = table.table.foreignKeys.first(where: { $0.columns.contains(name) }),
      let index = key.columns.firstIndex(of: name)
    {
      var seen: Set<String?> = []
      return (stage.rows[key.parent] ?? []).map { $0[key.parentColumns[index]] ?? nil }.filter {
        seen.insert($0).inserted
      }
      .prefix(4).map(\.self)
    }
    let values = Boundaries(policy: stage.policy, snapshot: fixture.snapshot).values(of: column, in: table)
    if !values.isEmpty { return values }
    return [TypedValues.enumerated(column, table.table)?.first ?? TypedValues.plain(column, 7_001)]
  }

  private func update(
    _ column: String, to value: String?, _ table: ResolvedTable, _ caller: Caller, _ record: inout CellRecord
  ) async throws(DatabaseError) {
    let typed = Value(printed: value, type: table.table.column(column)?.type ?? stage.policy.tenants.type)
    if value == nil && table.table.column(column)?.notNull == true { return }
    let rows = stage.rows[table.name] ?? []
    // A unique column takes one value in one row only.
    let single = ([table.table.primaryKey].compactMap { $0 } + table.table.uniques).contains {
      $0.columns.contains(column)
    }
    var outcomes: [Outcome] = []
    for (values, row) in stage.pairs(of: table.name) where (values[column] ?? nil) != value || !single {
      let key = key(values, of: table)
      outcomes.append(oracle.update(caller.actor, row, [column: typed], stage.world))
      let expected = oracle.update(caller.actor, row, [column: typed], stage.world, reading: key.columns)
      try await judge(
        cell(caller, table, .update, column, stage.name(values, of: table, tenants), [expected]), [expected],
        .update(table.name, column, key: key.columns), [value] + key.values, caller,
        effect: { _, _ throws(DatabaseError) in try await onlyChanged([values], column, table) }, &record)
    }
    try await callUpdates(column, to: value, table, caller, single: single, &record)
    guard !single else { return }
    try await blind(
      outcomes, rows, .update(table.name, column, key: []), [value], table, .update, column, caller, &record
    ) {
      changed, touched throws(DatabaseError) in try await onlyChanged(changed, column, table)
    }
  }

  /// Nothing but this column of these rows is different, and what is computed from it.
  func onlyChanged(
    _ changed: [[String: String?]], _ column: String, _ table: ResolvedTable
  ) async throws(DatabaseError) -> String? {
    let now = try await stage.read(table.name)
    let before = stage.rows[table.name] ?? []
    let free = Set([column] + table.table.columns.filter(\.generated).map(\.name))
    func rest(_ row: [String: String?]) -> [String: String?] { row.filter { !free.contains($0.key) } }
    let missing = before.filter { !now.contains($0) }
    if missing.contains(where: { !changed.contains($0) }) { return "another row changed as well" }
    let added = now.filter { !before.contains($0) }
    let wanted = missing.map(rest)
    guard added.count == missing.count, added.allSatisfy({ wanted.contains(rest($0)) }) else {
      return "more than \(column) changed"
    }
    return nil
  }
}
