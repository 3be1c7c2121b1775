import PolicyModel
import SchemaModel

extension Oracle {
  /// What becomes of an INSERT of the row that names these columns; `reading` are those of its RETURNING.
  package func insert(
    _ actor: Actor, _ newRow: Row, writing columns: [String], _ world: World, reading: [String] = []
  ) -> Outcome {
    guard let table = table(newRow.table) else { return .refused(.privilege) }
    let rules = rules(actor, newRow.table, .insert)
    guard allowed(actor, rules, .insert, columns, table, .table), reads(actor, newRow.table, reading) else {
      return .refused(.privilege)
    }
    let row = world.computing(withIdentity(newRow, actor, table, sent: columns))
    let belonging = belonging(ofNew: row, actor, table, world, sent: columns)
    let fits = rules.contains { rule in
      admits(actor, by: rule.role, belonging, row, world)
        && opens(rule, columns, row, actor, table)
        && evaluate(rule.resulting, row, actor, world) == .true
    }
    guard fits, meetsFloor(actor, row, table, world) else { return .refused(.check) }
    // RETURNING gives the row back, so it has to be one that the actor sees; without it none needs to be.
    guard reading.isEmpty || sees(actor, row, belonging, world, reading: reading) else { return .refused(.check) }
    return violation(of: row, belonging, replacing: nil, in: world).map(Outcome.violated) ?? .done
  }

  /// What becomes of an UPDATE of one row; `reading` are the columns of WHERE, RETURNING and what it computes with.
  ///
  /// A row that the actor does not see is never changed, also by a statement that reads no column.
  package func update(
    _ actor: Actor, _ row: Row, _ changes: [String: Value], _ world: World, reading: [String] = [],
    by path: Path = .table
  ) -> Outcome {
    guard let table = table(row.table) else { return .refused(.privilege) }
    let rules = rules(actor, row.table, .update, by: path)
    let changed = changes.keys.sorted()
    guard allowed(actor, rules, .update, changed, table, path), reads(actor, row.table, reading) else {
      return .refused(.privilege)
    }
    let before = belonging(of: row, in: world)
    // A rule is one sentence: the row before, the columns and the row after are judged by the same rule, so that the
    // wide condition of one cannot serve the wide columns of another.
    let candidates = rules.filter { rule in
      reaches(actor, by: rule.role, before, row, world)
        && opens(rule, changed, row, actor, table)
        && evaluate(rule.condition, row, actor, world) == .true
    }
    guard !candidates.isEmpty, sees(actor, row, before, world, reading: reading) else { return .filtered }
    var after = row
    after.values.merge(changes) { $1 }
    after = world.computing(after)
    let belonging = belonging(of: after, keeping: before, table, world, sent: changed)
    let fits = candidates.contains { rule in
      reaches(actor, by: rule.role, belonging, after, world) && evaluate(rule.resulting, after, actor, world) == .true
    }
    // No policy of a database compares the tenant before with the one after; for a role that reaches all, a listed
    // tenant column is refused here because the specification says that rows do not move.
    guard fits, belonging == before, meetsFloor(actor, after, table, world),
      sees(actor, after, belonging, world, reading: reading)
    else { return path == .table ? .refused(.check) : .filtered }
    return violation(of: after, belonging, replacing: row, in: world).map(Outcome.violated) ?? .done
  }

  /// What becomes of a DELETE of one row; `reading` are the columns of WHERE and RETURNING.
  package func delete(
    _ actor: Actor, _ row: Row, _ world: World, reading: [String] = [], by path: Path = .table
  ) -> Outcome {
    guard let table = table(row.table) else { return .refused(.privilege) }
    let rules = rules(actor, row.table, .delete, by: path)
    guard allowed(actor, rules, .delete, [], table, path), reads(actor, row.table, reading) else {
      return .refused(.privilege)
    }
    let belonging = belonging(of: row, in: world)
    let fits = rules.contains { rule in
      reaches(actor, by: rule.role, belonging, row, world) && evaluate(rule.condition, row, actor, world) == .true
    }
    guard fits, sees(actor, row, belonging, world, reading: reading) else { return .filtered }
    return obstacle(toRemoving: row, in: world).map(Outcome.violated) ?? .done
  }

  /// What becomes of a TRUNCATE: no rule says of which rows, so nobody may.
  package var truncate: Outcome { .refused(.privilege) }

  /// Privileges of a command: some rule for it, and each column in some rule's. They add up over roles.
  private func allowed(
    _ actor: Actor, _ rules: [ResolvedRule], _ command: Command, _ written: [String], _ table: ResolvedTable,
    _ path: Path
  ) -> Bool {
    // A row keeps its tenant: no rule opens that column to an update. Of whole tables the row after is judged instead.
    if command == .update, !wholeTables, let own = table.tenantColumn, written.contains(own) { return false }
    if actor.shared { return sharedLoginMay(command, written, table, path) }
    if wholeTables && path == .table { return !rules.isEmpty }
    let open = rules.reduce(into: Set<String>()) { $0.formUnion(columns(of: $1, actor)) }
    return !rules.isEmpty && open.isSuperset(of: written)
  }

  private func reads(_ actor: Actor, _ table: QualifiedName, _ columns: [String]) -> Bool {
    columns.isEmpty || select(actor, table, columns) == .done
  }

  /// The row with the tenant and the person that the identity gives where they are not sent.
  private func withIdentity(_ row: Row, _ actor: Actor, _ table: ResolvedTable, sent: [String]) -> Row {
    var result = row
    let identity = actor.active ? actor : .nobody
    if case .owned(let column, .column) = table.classification, !sent.contains(column) {
      result[column] = identity.tenant ?? .null
    }
    if let person = table.personColumn, !sent.contains(person) { result[person] = identity.principal ?? .null }
    return result
  }

  /// A child's generated column takes the actor's tenant, not the parent's: a parent of somebody else is then found by
  /// the composite key. An actor without a tenant has none to give, so the row would be nobody's.
  private func belonging(
    ofNew row: Row, _ actor: Actor, _ table: ResolvedTable, _ world: World, sent: [String]
  ) -> Belonging {
    guard case .owned(let column, .generated) = table.classification else { return belonging(of: row, in: world) }
    if sent.contains(column) { return actor.active ? known(row[column], in: world) : .nobody }
    return actor.active ? known(actor.tenant ?? .null, in: world) : .nobody
  }

  /// A child's generated column stays as it is when the child is moved to another parent; the composite key judges.
  private func belonging(
    of after: Row, keeping before: Belonging, _ table: ResolvedTable, _ world: World, sent: [String]
  ) -> Belonging {
    guard case .owned(let column, .generated) = table.classification else { return belonging(of: after, in: world) }
    return sent.contains(column) ? known(after[column], in: world) : before
  }
}
