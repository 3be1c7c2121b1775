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

  /// The clauses of the tables that cells are about, in the order of the policy within each.
  func clauses() -> [ClauseCoverage] {
    stage.tables.flatMap { table in
      rules(of: table) + persons(of: table) + directory(of: table) + requirements(of: table) + gates(of: table)
    } + claims()
  }

  private func rules(of table: ResolvedTable) -> [ClauseCoverage] {
    let rows = stage.typed[table.name] ?? []
    return table.rules.flatMap { rule -> [ClauseCoverage] in
      let clause = "Allow(.\(rule.command.rawValue)) to \(rule.role)"
      let before = answers(to: rule.condition, rule.role, rows, reading: rule.command == .select)
      let after = answers(to: rule.resulting, rule.role, rule.command == .select ? [] : results(of: rule, table, rows))
      let whether = covered(before, table, "`where` of \(clause)", rule.location)
      let result = covered(after, table, "`resulting` of \(clause)", rule.location)
      return (rule.condition == .anything ? [] : [whether]) + (rule.resulting == .anything ? [] : [result])
    }
  }

  /// The rows as they would stand after what is sent.
  private func results(of rule: ResolvedRule, _ table: ResolvedTable, _ rows: [Row]) -> [Row] {
    guard rule.resulting != .anything else { return [] }
    if rule.command == .insert {
      return values.newRows[table.name, default: []].map { stage.newRow($0.row, of: table) }
    }
    let inputs = stage.world.computed[table.name, default: []].flatMap(\.inputs)
    let named = Set(rule.resulting.atoms.flatMap(\.columns) + inputs)
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
          return stage.world.computing(row)
        }
      }
  }

  /// Where a person stands instead of the tenant: somebody has to have asked for rows of their own with another tenant, and
  /// for rows of others with the tenant that they act for.
  private func persons(of table: ResolvedTable) -> [ClauseCoverage] {
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
    let missing = [
      (
        true, false,
        "no row of a caller's own\(table.tenantColumn == nil ? "" : " with a tenant that it does not act for")"
      ),
      (
        false, true,
        "no row of another person\(table.tenantColumn == nil ? "" : " with the tenant that a caller acts for")"
      ),
    ].filter { !shows(mine: $0.0, near: $0.1) }.map(\.2)
    return [
      ClauseCoverage(
        table: table.name, clause: "Personal(by: \"\(person)\", acrossTenants: true)", location: table.personLocation,
        missing: missing)
    ]
  }

  private func requirements(of table: ResolvedTable) -> [ClauseCoverage] {
    let rows = stage.typed[table.name] ?? []
    return table.requires.map { require in
      let bound = callers.filter { oracle.roles(of: $0.actor).isDisjoint(with: require.exempt) }
      let roles = Set(table.rules.map(\.role)).sorted()
      let found = roles.reduce(into: Set<Bool>()) { $0.formUnion(answers(to: require.predicate, $1, rows, bound)) }
      return covered(found.isEmpty ? [true, false] : found, table, "Require", require.location)
    }
  }

  /// Somebody from whom the column is withheld asks, and somebody to whom it is not, where anybody sees it.
  private func gates(of table: ResolvedTable) -> [ClauseCoverage] {
    let readers = Set(table.rules.filter { $0.command == .select }.map(\.role))
    let asking = callers.map { oracle.roles(of: $0.actor) }.filter { !$0.isDisjoint(with: readers) }
    return (table.hidden + table.masked).map { gate in
      var found = Set(asking.map { !$0.isDisjoint(with: gate.seers) })
      if Set(gate.seers).isDisjoint(with: readers) { found.insert(true) }
      // Where every reader sees it, the clause withholds it from nobody, which is for check to say.
      if readers.isSubset(of: gate.seers) { found.insert(false) }
      return covered(
        found, table, gate.mask == nil ? "Hide(\"\(gate.column)\")" : "Mask(\"\(gate.column)\")", gate.location)
    }
  }

  /// A claim is held to what it denies: somebody has to have tried.
  private func claims() -> [ClauseCoverage] {
    let asked = Set(stage.tables.map(\.name))
    return stage.policy.claims.flatMap { claim in
      claim.tables.filter(asked.contains).flatMap { table in
        claim.commands.map { command in
          let tried = record.counts.contains {
            $0.key.relation == table && $0.key.command == command && $0.value.cells > 0
          }
          return ClauseCoverage(
            table: table, clause: "Never(.\(command.rawValue))", location: claim.location,
            missing: tried ? [] : ["nobody tried it"])
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

  private func covered(
    _ found: Set<Bool>, _ table: ResolvedTable, _ clause: String, _ location: SourceLocation
  ) -> ClauseCoverage {
    let missing = found.isEmpty ? "it is asked of" : found.contains(true) ? "it refuses" : "it allows"
    return ClauseCoverage(
      table: table.name, clause: clause, location: location, missing: found.count == 2 ? [] : ["no row that \(missing)"]
    )
  }
}
