package import Diagnostics
package import PolicyModel
package import SchemaModel

/// One cell of the access matrix.
package struct AccessKey: Hashable, Sendable, Comparable {
  /// The role.
  package var role: String
  /// The table.
  package var table: QualifiedName
  /// The command.
  package var command: Command
  /// The column; nil for DELETE.
  package var column: String?

  /// By role, table, command and column.
  package static func < (left: AccessKey, right: AccessKey) -> Bool {
    if left.role != right.role { return left.role < right.role }
    if left.table != right.table { return left.table < right.table }
    if left.command != right.command { return left.command < right.command }
    return left.column ?? "" < right.column ?? ""
  }
}

/// How a column that is read shows itself.
enum Showing: Hashable {
  case hidden
  case masked(Mask)
  case full

  /// The characters that show at most; more is wider.
  private var weight: Int {
    switch self {
    case .hidden: -1
    case .masked(.keepLast(let count)): count
    case .full: .max
    }
  }

  func relation(to old: Showing) -> Relation {
    weight == old.weight ? .same : weight < old.weight ? .narrower : .wider
  }

  var text: String {
    switch self {
    case .hidden: "hidden"
    case .masked(.keepLast(let count)): "masked to the last \(count) characters"
    case .full: "shown in full"
    }
  }
}

/// What a cell grants: whose rows, under which condition, shown how.
package struct Access: Hashable, Sendable {
  var scope: RowScope
  /// Everything that has to be TRUE: the rules' conditions, the requirements, and for writes that the row is seen.
  var formula: Formula
  /// The condition over the row before, for people.
  var before: Predicate
  /// The condition over the row after, for people.
  var after: Predicate
  var showing: Showing
  /// The clause that hides or masks the column.
  var showingLocation: SourceLocation?
  /// The role of the first rule that grants it.
  var origin: String
  /// The first rule that grants it.
  package var location: SourceLocation

  /// The rows, for people: `rows where status <> 'closed', resulting in status = 'draft'`.
  package var text: String {
    var text = scope.rows(where: before)
    if after != .anything { text += ", resulting in \(after)" }
    if case .masked = showing { text += ", \(showing.text)" }
    return text
  }
}
