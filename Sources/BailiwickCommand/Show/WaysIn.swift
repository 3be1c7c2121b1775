import Diagnostics
import Enforcement
import PolicyModel
import SchemaModel

extension ShownAccess {
  /// For each table and command: which roles reach it, and by what.
  var waysIn: [String] {
    let title = "Ways in, on \(engine)"
    switch paths {
    case .failure(let error): return ["\(title): none can be made", "", printed(error.diagnostics)]
    case .success(let paths):
      return [title]
        + policy.tables.flatMap { table in
          let lines = Command.allCases.flatMap { command in ways(to: table, by: command, paths) }
          return lines.isEmpty ? ["  \(table.name)  none"] : ["  \(table.name)"] + lines
        }
    }
  }

  private func ways(to table: ResolvedTable, by command: Command, _ paths: AccessPaths) -> [String] {
    var groups: [(words: String, roles: [String])] = []
    for role in policy.roles where cell(role, table, command) != nil {
      let found = paths.paths(of: role.name, to: table.name, by: command)
      let words = found.isEmpty ? "no way" : found.map { $0.words(for: table) }.joined(separator: ", or ")
      if let index = groups.firstIndex(where: { $0.words == words }) {
        groups[index].roles.append(role.name)
      } else {
        groups.append((words, [role.name]))
      }
    }
    return groups.map { "    \(command.rawValue)  \($0.roles.joined(separator: ", ")): \($0.words)" }
  }
}

extension AccessPath {
  /// For people: what a statement has to name.
  fileprivate func words(for table: ResolvedTable) -> String {
    switch self {
    case .table: return "on the table"
    case .columns(let columns):
      // The tenant's column that Bailiwick adds is none that an application asks for.
      let rest = table.table.columns.map(\.name).filter { !columns.contains($0) }
      if rest.isEmpty { return "on the table" }
      return rest.count <= columns.count
        ? "on the table but for \(rest.joined(separator: ", "))" : "on the table's \(columns.joined(separator: ", "))"
    case .view(let name): return "through the view \(name)"
    case .routine(let name): return "by \(name)()"
    }
  }
}
