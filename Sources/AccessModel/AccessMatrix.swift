package import Diagnostics
package import PolicyModel
package import SchemaModel

/// What one role may do to one table with one command, for people: the cells of the columns put together.
package struct MatrixCell: Hashable, Sendable {
  /// The role, with all that it inherits.
  package var role: String
  /// The table.
  package var table: QualifiedName
  /// The command.
  package var command: Command
  /// Which rows, with the result that a write must have.
  package var rows: String
  /// Whether these are all rows that the role reaches.
  package var everyRow: Bool
  /// The columns that it is about; none for DELETE.
  package var columns: [String]
  /// Whether the policy lists the columns.
  package var listsColumns: Bool
  /// Columns that read as nothing, or cannot be written, since they are hidden or masked.
  package var hidden: [String]
  /// Columns that are shown masked, with how.
  package var masked: [String]
  /// The first clause that grants it.
  package var location: SourceLocation

  /// What stands beside the mark of the command; nil where there is nothing to add.
  package var note: String? {
    var parts: [String] = []
    if !everyRow { parts.append(rows) }
    if listsColumns { parts.append("only \(columns.joined(separator: ", "))") }
    if !hidden.isEmpty {
      parts.append(
        command == .select ? "\(hidden.joined(separator: ", ")) hidden" : "not \(hidden.joined(separator: ", "))")
    }
    parts += masked
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension EffectiveAccess {
  /// The matrix of roles, tables and commands, by table, role and command.
  package var matrix: [MatrixCell] {
    policy.tables.flatMap { table in
      policy.roles.flatMap { role in Command.allCases.compactMap { cell(role, table, $0) } }
    }
  }

  private func cell(_ role: ResolvedRole, _ table: ResolvedTable, _ command: Command) -> MatrixCell? {
    let keys: [AccessKey] =
      command == .delete
      ? [AccessKey(role: role.name, table: table.name, command: command, column: nil)]
      : table.table.columns.map { AccessKey(role: role.name, table: table.name, command: command, column: $0.name) }
    let granted = keys.compactMap { key in cells[key].map { (column: key.column, access: $0) } }
    guard let first = granted.first else { return nil }
    let held = Set(role.closure)
    let rules = table.rules.filter { $0.command == command && held.contains($0.role) }
    let columns = granted.compactMap(\.column)
    // Rules for some columns of other rows than the rest: each group is told by itself.
    var groups: [(rows: String, columns: [String])] = []
    for (column, access) in granted {
      if let index = groups.firstIndex(where: { $0.rows == access.rowsText }) {
        groups[index].columns += [column].compactMap { $0 }
      } else {
        groups.append((access.rowsText, [column].compactMap { $0 }))
      }
    }
    let rows =
      groups.count == 1
      ? first.access.rowsText
      : groups.map { "\($0.rows) (\($0.columns.joined(separator: ", ")))" }.joined(separator: "; ")
    return MatrixCell(
      role: role.name, table: table.name, command: command, rows: rows,
      everyRow: groups.count == 1 && first.access.isEveryRow, columns: columns,
      listsColumns: !rules.contains { !$0.listsColumns } && command != .delete,
      hidden: closed(columns, rules, command),
      masked: granted.compactMap { column, access in
        if case .masked = access.showing { "\(column ?? "") \(access.showing.text)" } else { nil }
      }, location: first.access.location)
  }

  /// Columns of rules that list none which this role does not get, since others alone see them.
  private func closed(_ columns: [String], _ rules: [ResolvedRule], _ command: Command) -> [String] {
    let gated = rules.filter { !$0.listsColumns || command == .select }.flatMap(\.gated).map(\.column)
    return Set(gated).subtracting(columns).sorted()
  }
}

extension Access {
  /// The rows and the result, without how the column is shown.
  var rowsText: String {
    let rows = scope.rows(where: before)
    return after == .anything ? rows : "\(rows), resulting in \(after)"
  }
  /// Whether no condition narrows what the role reaches.
  var isEveryRow: Bool { before == .anything && after == .anything && scope.person == nil }
}
