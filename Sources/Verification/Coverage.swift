import Diagnostics
import IntentOracle
import PolicyModel
import SchemaModel

/// Whether the cells held each clause of the policy to both answers: a condition that was TRUE of every row that anybody
/// asked about could be missing, and no cell would tell.
///
/// What is looked at is what the cells ask: the rows of the stage, the rows that are sent, the values that are set.
struct Coverage {
  let oracle: Oracle
  let stage: Stage
  let values: TriedValues
  let callers: [Caller]
  let record: CellRecord

  /// A clause for each that was seen to answer one way only.
  func unexercised() -> [Unproven] {
    stage.tables.flatMap { table in
      rules(of: table) + persons(of: table) + directory(of: table) + requirements(of: table) + gates(of: table)
    } + claims()
  }

  private func rules(of table: ResolvedTable) -> [Unproven] {
    let rows = stage.typed[table.name] ?? []
    return table.rules.flatMap { rule -> [Unproven] in
      let clause = "Allow(.\(rule.command.rawValue)) to \(rule.role)"
      let before = answers(to: rule.condition, rule.role, rows, reading: rule.command == .select)
      let after = answers(to: rule.resulting, rule.role, rule.command == .select ? [] : results(of: rule, table, rows))
      return [
        open(before, table, "`where` of \(clause)", rule.location),
        open(after, table, "`resulting` of \(clause)", rule.location),
      ].compactMap(\.self)
    }
  }

  /// The rows as they would stand after what is sent.
  private func results(of rule: ResolvedRule, _ table: ResolvedTable, _ rows: [Row]) -> [Row] {
    guard rule.resulting != .anything else { return [] }
    if rule.command == .insert {
      return values.newRows[table.name, default: []].map { stage.row($0.row, of: table) }
    }
    let named = Set(rule.resulting.atoms.flatMap(\.columns))
    let changes = values.updates[table.name, default: []].filter { named.contains($0.column) }.flatMap {
      column, values in
      values.map { (column, $0) }
    }
    return rows
      + changes.flatMap { column, value in
        let typed = Value(printed: value, type: table.table.column(column)?.type ?? stage.policy.tenants.type)
        return rows.map { row in
          var row = row
          row[column] = typed
          return row
        }
      }
  }

  /// Where a person stands instead of the tenant: somebody has to have asked for rows of their own with another tenant, and
  /// for rows of others with the tenant that they act for.
  private func persons(of table: ResolvedTable) -> [Unproven] {
    guard table.acrossTenants, let person = table.personColumn else { return [] }
    let rows = stage.typed[table.name] ?? []
    func shows(mine: Bool, near: Bool) -> Bool {
      callers.contains { caller in
        guard let principal = caller.actor.principal, let acting = caller.actor.tenant else { return false }
        return rows.contains { row in
          (Value.equal(row[person], principal) == .true) == mine
            && table.tenantColumn.map { (Value.equal(row[$0], acting) == .true) == near } ?? true
        }
      }
    }
    return [
      (
        true, false,
        "no row of a caller's own\(table.tenantColumn == nil ? "" : " with a tenant that it does not act for")"
      ),
      (
        false, true,
        "no row of another person\(table.tenantColumn == nil ? "" : " with the tenant that a caller acts for")"
      ),
    ].filter { !shows(mine: $0.0, near: $0.1) }.map {
      Unproven(
        table: table.name, reason: "Personal(by: \"\(person)\", acrossTenants: true): \($0.2)",
        clause: table.personLocation)
    }
  }

  private func requirements(of table: ResolvedTable) -> [Unproven] {
    let rows = stage.typed[table.name] ?? []
    return table.requires.compactMap { require in
      let bound = callers.filter { oracle.roles(of: $0.actor).isDisjoint(with: require.exempt) }
      let roles = Set(table.rules.map(\.role)).sorted()
      let found = roles.reduce(into: Set<Bool>()) { $0.formUnion(answers(to: require.predicate, $1, rows, bound)) }
      return open(found.isEmpty ? [true, false] : found, table, "Require", require.location)
    }
  }

  /// Somebody from whom the column is withheld asks, and somebody to whom it is not, where anybody sees it.
  private func gates(of table: ResolvedTable) -> [Unproven] {
    let readers = Set(table.rules.filter { $0.command == .select }.map(\.role))
    let asking = callers.map { oracle.roles(of: $0.actor) }.filter { !$0.isDisjoint(with: readers) }
    return (table.hidden + table.masked).compactMap { gate in
      var found = Set(asking.map { !$0.isDisjoint(with: gate.seers) })
      if Set(gate.seers).isDisjoint(with: readers) { found.insert(true) }
      // Where every reader sees it, the clause withholds it from nobody, which is for check to say.
      if readers.isSubset(of: gate.seers) { found.insert(false) }
      return open(
        found, table, gate.mask == nil ? "Hide(\"\(gate.column)\")" : "Mask(\"\(gate.column)\")", gate.location)
    }
  }

  /// A claim is held to what it denies: somebody has to have tried.
  private func claims() -> [Unproven] {
    let asked = Set(stage.tables.map(\.name))
    return stage.policy.claims.flatMap { claim in
      claim.tables.filter(asked.contains).flatMap { table in
        claim.commands.filter { command in
          !record.counts.contains { $0.key.relation == table && $0.key.command == command && $0.value.cells > 0 }
        }.map { command in
          Unproven(
            table: table, reason: "Never(.\(command.rawValue)): nobody tried it", clause: claim.location)
        }
      }
    }
  }

  /// The answers that a condition gave somebody; both where it is none.
  private func answers(
    to condition: Predicate, _ role: String, _ rows: [Row], _ asking: [Caller]? = nil, reading: Bool = false
  ) -> Set<Bool> {
    if condition == .anything { return [true, false] }
    var found: Set<Bool> = []
    for caller in asking ?? callers {
      for row in rows {
        let truth = oracle.truth(of: condition, for: role, caller.actor, row, stage.world, reading: reading)
        if let truth { found.insert(truth) }
        if found.count == 2 { return found }
      }
    }
    return found
  }

  private func open(_ found: Set<Bool>, _ table: ResolvedTable, _ clause: String, _ location: SourceLocation)
    -> Unproven?
  {
    if found.count == 2 { return nil }
    let missing = found.isEmpty ? "it is asked of" : found.contains(true) ? "it refuses" : "it allows"
    return Unproven(table: table.name, reason: "\(clause): no row that \(missing)", clause: location)
  }
}
