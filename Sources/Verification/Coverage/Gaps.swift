import Enforcement
import IntentOracle
import PolicyModel
import SchemaModel

/// What the policy allows and no cell showed: nothing is proven by refusals alone.
struct Gaps {
  let paths: AccessPaths
  let oracle: Oracle
  let record: CellRecord

  func all(_ callers: [Caller]) -> [Unproven] {
    policy.tables.flatMap { table in silent(table) + routines(of: table, callers) }
  }

  /// Commands of the table of which no cell was ever allowed, on the path that they have.
  private func silent(_ table: ResolvedTable) -> [Unproven] {
    Set(table.rules.map(\.command)).sorted().compactMap { command in
      let way = command == .select && oracle.isReadByView(table) ? paths.view(of: table.name) : table.name
      let allowed = record.counts.filter { $0.key.command == command && $0.key.relation == way }
        .reduce(0) { $0 + $1.value.allowed }
      guard allowed == 0, table.table.primaryKey != nil || command == .select || command == .insert else { return nil }
      return Unproven(
        table: table.name, reason: "no \(command.rawValue) of \(table.name) ever succeeded, though rules allow some")
    }
  }

  /// Routines that never did anything, and columns that only a routine could set and none does.
  private func routines(of table: ResolvedTable, _ callers: [Caller]) -> [Unproven] {
    func open(_ reason: String) -> Unproven { Unproven(table: table.name, reason: reason) }
    let idle = [Command.update, .delete].flatMap { paths.routines($0, of: table.name) }
      .filter { !record.working.contains($0.name) }.map { open("no call of \($0.name) ever succeeded") }
    let missing = table.rules.filter { isByRoutine($0, table) }.flatMap { rule -> [Unproven] in
      let routines = paths.routines(rule.command, of: table.name).filter { $0.roles.contains(rule.role) }
      if rule.command == .delete { return routines.isEmpty ? [open("no routine deletes for \(rule.role)")] : [] }
      let asking = callers.filter { oracle.wholeTables || $0.actor.shared }
      return Set(asking.flatMap { oracle.columns($0.actor, ofRoutine: [rule.role], table) })
        .subtracting(oracle.wholeTables ? [] : oracle.openToAll(.update, table)).subtracting(
          routines.flatMap(\.columns)
        ).sorted().map { open("no routine sets \($0) for \(rule.role)") }
    }
    return idle + missing
  }

  /// Whether a routine has to carry the rule out: for everybody, or for those who share a login with whom it does not name.
  private func isByRoutine(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    oracle.isByRoutine(rule, table)
      || !oracle.wholeTables && policy.bindings.pooled && oracle.isPartlyByRoutine(rule, table)
  }

  private var policy: ResolvedPolicy { oracle.policy }
}
