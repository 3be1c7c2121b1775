package import PolicyModel
import SchemaModel

/// Several principals may share one login (session and setting bindings). It belongs to no role of the policy and has one
/// set of privileges for all, which no statement can tell apart; who is bound decides about rows. So:
///
/// - What some rule allows to somebody is never refused by privilege: those whom the rule does not name find no row, and
///   their new rows fail the check.
/// - A column may be read from the table itself where every rule that reads it reads that column in full, else by the view
///   alone. A policy cannot tell which column a statement reads.
/// - A column may be set by UPDATE where every update rule opens it, else by a routine alone.
/// - A new row may name every column that some rule opens; those that the actor's rule does not open keep their default.
extension Oracle {
  /// The columns that all rules of the command open in full to everybody who has them.
  package func openToAll(_ command: Command, _ table: ResolvedTable) -> Set<String> {
    let rules = table.rules.filter { $0.command == command }
    let open = rules.map { rule -> Set<String> in
      let veiled = table.masked.filter { !$0.seers.contains(rule.role) }.map(\.column)
      return command == .select ? Set(rule.columns).subtracting(veiled) : Set(rule.columns)
    }
    return open.dropFirst().reduce(open.first ?? []) { $0.intersection($1) }
  }

  /// The columns that some rule of the command opens to somebody.
  func openToSome(_ rules: [ResolvedRule]) -> Set<String> {
    rules.reduce(into: []) { $0.formUnion($1.columns + $1.gated.map(\.column)) }
  }

  /// Whether the rule opens columns that other rules of its command do not, so that a routine has to set them.
  package func isPartlyByRoutine(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    rule.command == .update
      && !openToSome([rule]).subtracting([table.tenantColumn].compactMap(\.self)).isSubset(
        of: openToAll(.update, table))
  }

  /// Whether a shared login has the privileges that a statement asks for.
  func sharedLoginMay(_ command: Command, _ written: [String], _ table: ResolvedTable, _ path: Path) -> Bool {
    let rules = rulesOfAll(table, command, by: path)
    if rules.isEmpty { return false }
    switch (path, command) {
    case (.table, .update) where !wholeTables: return openToAll(.update, table).isSuperset(of: written)
    case (.table, .insert) where !wholeTables, (.routine, _): return openToSome(rules).isSuperset(of: written)
    case (.table, _): return true
    }
  }

  /// Whether a shared login may read the columns from the table itself; none stands for `count(*)`.
  func sharedLoginReads(_ columns: [String], _ table: ResolvedTable) -> Bool {
    let open = wholeTables ? Set(table.table.columns.map(\.name)) : openToAll(.select, table)
    guard table.rules.contains(where: { $0.command == .select }) else { return false }
    return columns.isEmpty ? !open.isEmpty : open.isSuperset(of: columns)
  }
}
