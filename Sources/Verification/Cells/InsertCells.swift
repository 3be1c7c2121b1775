import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension WriteCells {
  func inserts() -> [Question] {
    values.newRows[table.name, default: []].flatMap { insert($0.row, $0.owner) }
  }

  private func insert(_ candidate: [String: String?], _ owner: String) -> [Question] {
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
      shapes += unlisted(candidate, but: sendable).map { extra in mine.merging(extra) { $1 } }
    }
    var seen: Set<[String: String?]> = []
    return shapes.filter { seen.insert($0).inserted }.compactMap { sent in
      let columns = sent.keys.sorted()
      if columns.isEmpty || missesRequired(columns) { return nil }
      let row = stage.newRow(sent, of: table)
      let expected = oracle.insert(caller.actor, row, writing: columns, stage.world)
      let ownerLabel = tenants.both.first { $0.key == owner }?.label ?? (table.acrossTenants ? "a person" : "shared")
      return question(
        .insert, columns.count == allowed.count + 1 ? columns.first { !allowed.contains($0) } : nil,
        "new row for \(ownerLabel), \(columns.contains(table.tenantColumn ?? "") ? "tenant sent" : "tenant not sent")",
        [expected], .insert(table.name, columns), columns.map { sent[$0] ?? nil },
        about: row, .added(owner: table.tenantColumn == nil ? nil : caller.tenantKey))
    }
  }

  /// Where a privilege is one on the whole table, what no rule opens may be sent: each such column at its default and
  /// beside it, and the tenant where its column is an added one.
  private func unlisted(
    _ candidate: [String: String?], but sendable: Set<String>
  ) -> [[String: String?]] {
    let closed = table.table.columns.filter { column in
      !column.generated && !column.identityAlways && !sendable.contains(column.name)
        && column.name != table.tenantColumn && column.name != table.personColumn
    }
    var extra = closed.flatMap { column -> [[String: String?]] in
      let mayBeNull = column.defaultExpression == nil && !column.notNull
      let kept = column.defaultExpression.flatMap(TypedValues.constant).map { [Optional.some($0)] }
      let other = ((candidate[column.name] ?? nil) ?? TypedValues.unlisted(column)).map { [Optional.some($0)] }
      return ((kept ?? (mayBeNull ? [nil] : [])) + (other ?? [])).map { [column.name: $0] }
    }
    if let added = table.tenantColumn, table.table.column(added) == nil {
      extra.append([added: candidate[added] ?? nil])
    }
    return extra
  }

  /// Columns that must have a value and get none: the server would say so before it says anything about rights.
  private func missesRequired(_ columns: [String]) -> Bool {
    table.table.columns.contains { column in
      column.notNull && column.defaultExpression == nil && !column.generated && !column.identityAlways
        && !columns.contains(column.name) && column.name != table.tenantColumn && column.name != table.personColumn
    }
  }
}
