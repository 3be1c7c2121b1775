import Diagnostics
package import PolicyModel
import SchemaModel

/// Who may do what to which column of which rows, computed from the policy and never from SQL.
///
/// It holds inherited rules, requirements with their exemptions, hidden and masked columns, persons and reach. A cell
/// that is absent is refused.
package struct EffectiveAccess: Sendable {
  /// The policy it was computed from.
  package let policy: ResolvedPolicy
  /// What each cell grants.
  package let cells: [AccessKey: Access]

  /// Computes the matrix.
  package init(_ policy: ResolvedPolicy) {
    self.policy = policy
    var cells: [AccessKey: Access] = [:]
    for table in policy.tables {
      for role in policy.roles { TableAccess(table, role).fill(&cells) }
    }
    self.cells = cells
  }
}

/// One role on one table.
private struct TableAccess {
  let table: ResolvedTable
  let role: ResolvedRole
  let held: Set<String>
  let requires: [Predicate]
  /// φ of the select rules: what is written has to be seen as well.
  let seen: [Predicate]

  init(_ table: ResolvedTable, _ role: ResolvedRole) {
    let held = Set(role.closure)
    self.table = table
    self.role = role
    self.held = held
    requires = table.requires.filter { held.isDisjoint(with: $0.exempt) }.map(\.predicate)
    seen = table.rules.filter { held.contains($0.role) && $0.command == .select }.map(\.condition)
  }

  func fill(_ cells: inout [AccessKey: Access]) {
    for command in Command.allCases {
      let rules = table.rules.filter { held.contains($0.role) && $0.command == command }
      guard let scope = RowScope(table, role, command) else { continue }
      // A row that is not seen is neither changed nor deleted.
      if rules.isEmpty || (command > .insert && seen.isEmpty) { continue }
      let columns: [String?] = command == .delete ? [nil] : table.table.columns.map(\.name)
      for column in columns {
        let granting = rules.filter { rule in column.map { self.columns(of: rule).contains($0) } ?? true }
        guard let first = granting.first else { continue }
        let stated = formula(granting, command)
        let formula = role.anonymous ? stated.withoutPerson : stated
        if formula == .never { continue }
        let key = AccessKey(role: role.name, table: table.name, command: command, column: column)
        let (before, after) = words(granting, command)
        cells[key] = Access(
          scope: scope, formula: formula, before: before, after: after,
          showing: command == .select ? table.showing(column ?? "", to: held) : .full,
          showingLocation: column.flatMap { table.clause(for: $0) }, origin: first.role,
          location: first.location)
      }
    }
  }

  private func columns(of rule: ResolvedRule) -> Set<String> {
    Set(rule.columns).union(rule.gated.filter { !held.isDisjoint(with: $0.seers) }.map(\.column))
  }

  private func formula(_ rules: [ResolvedRule], _ command: Command) -> Formula {
    let rule = Formula.disjunction(
      rules.map { .conjunction([Formula($0.condition, .before), Formula($0.resulting, .after)]) })
    let sides: [RowSide] =
      switch command {
      case .select, .delete: [.before]
      case .insert: [.after]
      case .update: [.before, .after]
      }
    let bound = sides.flatMap { side in requires.map { Formula($0, side) } }
    let sight =
      command > .insert ? sides.map { side in Formula.disjunction(seen.map { Formula($0, side) }) } : []
    return .conjunction([rule] + bound + sight)
  }

  /// The same for people. Alternatives of several rules are told side by side.
  private func words(_ rules: [ResolvedRule], _ command: Command) -> (Predicate, Predicate) {
    let sight = command > .insert ? [either(seen)] : []
    let before = Predicate.all([either(rules.map(\.condition))] + (command == .insert ? [] : requires + sight))
    let writes = command == .insert || command == .update
    let after = Predicate.all([either(rules.map(\.resulting))] + (writes ? requires : []))
    // A row that is inserted has no before; what it has to be says which rows are meant.
    if command == .insert { return (after.withoutRepeats, .anything) }
    return (before.withoutRepeats, after.withoutRepeats)
  }

  private func either(_ parts: [Predicate]) -> Predicate {
    if parts.contains(.anything) { return .anything }
    var distinct: [Predicate] = []
    for part in parts where !distinct.contains(part) { distinct.append(part) }
    return distinct.count == 1 ? distinct[0] : .or(distinct)
  }
}

extension ResolvedTable {
  /// The clause that says how the column shows itself.
  func clause(for column: String) -> SourceLocation? { (hidden + masked).first { $0.column == column }?.location }

  /// How a column shows itself to somebody with these roles, whether or not a rule lets them read it.
  func showing(_ column: String, to held: Set<String>) -> Showing {
    func closed(_ gates: [ColumnGate]) -> ColumnGate? {
      gates.first { $0.column == column && held.isDisjoint(with: $0.seers) }
    }
    if closed(hidden) != nil { return .hidden }
    return closed(masked)?.mask.map(Showing.masked) ?? .full
  }
}

extension Predicate {
  /// The conjunction with each part once.
  fileprivate var withoutRepeats: Predicate {
    guard case .and(let parts) = self else { return self }
    var distinct: [Predicate] = []
    for part in parts where !distinct.contains(part) { distinct.append(part) }
    return .all(distinct)
  }
}
