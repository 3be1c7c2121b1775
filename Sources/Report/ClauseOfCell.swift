import Diagnostics
import PolicyModel
import SchemaModel
import Verification

/// The clause of a policy that a cell is about: where a reader who sees the cell fail looks first.
struct ClauseOfCell {
  private let policy: ResolvedPolicy
  private let tables: [QualifiedName: QualifiedName]

  /// - Parameter views: The generated views by the tables that they show.
  init(_ policy: ResolvedPolicy, views: [QualifiedName: QualifiedName]) {
    self.policy = policy
    tables = Dictionary(views.map { ($0.value, $0.key) }) { first, _ in first }
  }

  /// What withholds the column; or what gives the caller the command; or what gives it to others; or whose the rows are.
  func location(of cell: Cell) -> SourceLocation {
    guard let table = policy.table(tables[cell.relation] ?? cell.relation) else { return .unknown }
    if let gate = (table.hidden + table.masked).first(where: { $0.column == cell.column }) { return gate.location }
    let rules = table.rules.filter { $0.command == cell.command }
    // Labels of callers begin with the name of their role.
    let held = policy.roles.filter { cell.caller.hasPrefix("\($0.name) of ") }.flatMap(\.closure)
    return (rules.first { held.contains($0.role) } ?? rules.first)?.location ?? table.location
  }
}
