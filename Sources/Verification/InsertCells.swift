import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension WriteCells {
  mutating func inserts(_ callers: [Caller], _ record: inout CellRecord) async throws(DatabaseError) {
    for table in stage.tables {
      let owners: [String] = table.tenantColumn == nil ? [""] : tenants.both.map(\.key)
      for owner in owners {
        for candidate in table.classification == .tenants ? newTenant(table) : fixture.newRows(for: table, owner) {
          for caller in callers { try await insert(candidate, table, owner, caller, &record) }
        }
      }
    }
  }

  private mutating func newTenant(_ table: ResolvedTable) -> [[String: String?]] {
    guard let column = table.table.column(stage.policy.tenants.key) else { return [] }
    let key = TypedValues.plain(column, 9_009)
    return [fixture.complete([column.name: key], table, key ?? "")]
  }

  private func insert(
    _ candidate: [String: String?], _ table: ResolvedTable, _ owner: String, _ caller: Caller,
    _ record: inout CellRecord
  ) async throws(DatabaseError) {
    let own = table.tenantColumn.flatMap { table.table.column($0) != nil ? $0 : nil }
    // What the caller may not send it leaves out, as an application would; then everything, then one column more each.
    let sendable = Set(
      table.rules.filter { $0.command == .insert && oracle.roles(of: caller.actor).contains($0.role) }
        .flatMap { rule in
          rule.columns + rule.gated.filter { !oracle.roles(of: caller.actor).isDisjoint(with: $0.seers) }.map(\.column)
        })
    let all = candidate.keys.filter { table.table.column($0) != nil }.sorted()
    let allowed = all.filter(sendable.contains)
    let chosen =
      allowed.isEmpty ? [all] : [allowed, allowed.filter { $0 != own && $0 != table.personColumn }]
    var shapes = (chosen + all.filter { !sendable.contains($0) }.map { allowed + [$0] }).map { columns in
      candidate.filter { columns.contains($0.key) }
    }
    if oracle.wholeTables, let mine = shapes.first, !allowed.isEmpty {
      shapes += unlisted(candidate, table, but: sendable).map { extra in mine.merging(extra) { $1 } }
    }
    var seen: Set<[String: String?]> = []
    for sent in shapes where seen.insert(sent).inserted {
      let columns = sent.keys.sorted()
      var values = sent
      for column in table.table.columns where !columns.contains(column.name) {
        if let constant = column.defaultExpression.flatMap(TypedValues.constant) { values[column.name] = constant }
      }
      if columns.isEmpty || missesRequired(columns, table) { continue }
      let row = stage.row(values, of: table)
      let expected = oracle.insert(caller.actor, row, writing: columns, stage.world)
      let ownerLabel = tenants.both.first { $0.key == owner }?.label ?? "shared"
      try await judge(
        cell(
          caller, table, .insert, columns.count == allowed.count + 1 ? columns.first { !allowed.contains($0) } : nil,
          "new row for \(ownerLabel), \(columns.contains(table.tenantColumn ?? "") ? "tenant sent" : "tenant not sent")",
          [expected]),
        [expected], .insert(table.name, columns), columns.map { sent[$0] ?? nil }, caller,
        effect: { _, _ throws(DatabaseError) in try await onlyAdded(table, caller) }, &record)
    }
  }

  /// Where a privilege is one on the whole table, what no rule opens may be sent: each such column at its default and
  /// beside it, and the tenant where its column is an added one.
  private func unlisted(
    _ candidate: [String: String?], _ table: ResolvedTable, but sendable: Set<String>
  ) -> [[String: String?]] {
    let closed = table.table.columns.filter { column in
      !column.generated && !column.identityAlways && !sendable.contains(column.name)
        && column.name != table.tenantColumn && column.name != table.personColumn
    }
    var extra = closed.flatMap { column -> [[String: String?]] in
      let mayBeNull = column.defaultExpression == nil && !column.notNull
      let kept = column.defaultExpression.flatMap(TypedValues.constant).map { [Optional.some($0)] }
      let other = ((candidate[column.name] ?? nil) ?? TypedValues.plain(column, 7_002)).map { [Optional.some($0)] }
      return ((kept ?? (mayBeNull ? [nil] : [])) + (other ?? [])).map { [column.name: $0] }
    }
    if let added = table.tenantColumn, table.table.column(added) == nil {
      extra.append([added: candidate[added] ?? nil])
    }
    return extra
  }

  /// Columns that must have a value and get none: the server would say so before it says anything about rights.
  private func missesRequired(_ columns: [String], _ table: ResolvedTable) -> Bool {
    table.table.columns.contains { column in
      column.notNull && column.defaultExpression == nil && !column.generated && !column.identityAlways
        && !columns.contains(column.name) && column.name != table.tenantColumn && column.name != table.personColumn
    }
  }

  /// One row more, and it is the caller's tenant's.
  private func onlyAdded(_ table: ResolvedTable, _ caller: Caller) async throws(DatabaseError) -> String? {
    let now = try await stage.read(table.name)
    let before = stage.rows[table.name] ?? []
    let added = now.filter { !before.contains($0) }
    guard added.count == 1, now.count == before.count + 1 else { return "\(added.count) rows were added" }
    guard let column = table.tenantColumn, let mine = caller.tenantKey,
      let stored = added[0][column] ?? nil
    else { return nil }
    return stored == mine ? nil : "the row belongs to \(stored)"
  }
}
