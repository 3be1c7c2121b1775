import Database
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
  /// Runs one statement of a caller, holds its outcome and its effect against the policy, and puts the rows back.
  private func judge(
    _ cell: Cell, _ expected: [Outcome], _ statement: RowStatement, _ values: [String?], _ caller: Caller,
    effect: ([QualifiedName]) async throws(DatabaseError) -> String?, _ record: inout CellRecord
  ) async throws(DatabaseError) {
    // Privileges are looked at before any row is, so a refusal by them is asked for once a statement, not once a row.
    let question = [caller.login, statement.sql]
    if expected == [.refused(.privilege)], record.isAnswered(question) { return }
    let result: Result<QueryResult, DatabaseError>
    do { result = .success(try await caller.connection.run(statement.sql, values)) } catch { result = .failure(error) }
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
    if case .done(let count) = observed, count > 0 {
      touched = try await stage.changed()
      if agrees { wrong = try await effect(touched) }
    }
    try await stage.restore(touched)
    let text = statement.sql(with: values)
    if !agrees {
      let leak = expected.allSatisfy { $0.isLeak(observed) }
      record.differ(cell, observed: "\(observed)", leak: leak, text, caller.login)
    } else if let wrong {
      record.differ(cell, observed: wrong, leak: true, text, caller.login)
    } else {
      record.agree(cell, allowed: expected.contains(.done))
    }
  }

  private func cell(
    _ caller: Caller, _ table: ResolvedTable, _ command: Command, _ column: String?, _ row: String,
    _ expected: [Outcome]
  ) -> Cell {
    Cell(
      caller: caller.label, relation: table.name, command: command, column: column, row: row,
      expected: expected.map(\.words).joined(separator: " or "))
  }

  /// The key's columns with their values in the row.
  private func key(_ values: [String: String?], of table: ResolvedTable) -> (columns: [String], values: [String?]) {
    let columns = table.table.primaryKey?.columns ?? []
    return (columns, columns.map { values[$0] ?? nil })
  }

  // MARK: DELETE

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
            effect: { touched throws(DatabaseError) in
              try await onlyGone([values], table, touched)
            }, &record)
        }
        try await blind(outcomes, rows, .delete(table.name, key: []), [], table, .delete, nil, caller, &record) {
          gone, touched throws(DatabaseError) in try await onlyGone(gone, table, touched)
        }
      }
    }
  }

  /// A statement without WHERE: it consults no SELECT policy, so it has cells of its own.
  private func blind(
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
      effect: { touched throws(DatabaseError) in try await effect(hit, touched) }, &record)
  }

  /// Nothing but these rows of the table is gone; what cascades from them is the schema's own.
  private func onlyGone(
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

  // MARK: UPDATE

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
    return [TypedValues.inChecks(of: column, table.table).first ?? TypedValues.plain(column, 7_001)]
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
        effect: { touched throws(DatabaseError) in try await onlyChanged([values], column, table) }, &record)
    }
    guard !single else { return }
    try await blind(
      outcomes, rows, .update(table.name, column, key: []), [value], table, .update, column, caller, &record
    ) {
      changed, touched throws(DatabaseError) in try await onlyChanged(changed, column, table)
    }
  }

  /// Nothing but this column of these rows is different, and what is computed from it.
  private func onlyChanged(
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

  // MARK: INSERT

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
    var shapes: [[String]] =
      allowed.isEmpty ? [all] : [allowed, allowed.filter { $0 != own && $0 != table.personColumn }]
    shapes += all.filter { !sendable.contains($0) }.map { allowed + [$0] }
    var seen: Set<[String]> = []
    for columns in shapes.map({ $0.sorted() }) where seen.insert(columns).inserted {
      var values = candidate.filter { columns.contains($0.key) }
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
          "new row for \(ownerLabel), \(columns.contains(own ?? "") ? "tenant sent" : "tenant not sent")", [expected]),
        [expected], .insert(table.name, columns), columns.map { candidate[$0] ?? nil }, caller,
        effect: { touched throws(DatabaseError) in try await onlyAdded(table, caller) }, &record)
    }
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
