import AccessModel
import Diagnostics
import Enforcement
import PolicyModel
import SchemaModel

extension ShownAccess {
  /// For each table and command: which roles reach it, and by what, on logins of their own and on a pool's.
  var waysIn: [String] {
    let pooled = policy.bindings.pooled
    switch paths {
    case .failure(let error): return ["Ways in, on \(engine): none can be made", "", printed(error.diagnostics)]
    case .success(let paths):
      let own = policy.bindings.login ? section(pooled ? "Ways in by logins" : "Ways in", paths.own) : []
      let shared = pooled ? section("Ways in on a pool's login, once it is bound", paths.shared) : []
      return own + (own.isEmpty || shared.isEmpty ? [] : [""]) + shared
    }
  }

  private func section(_ title: String, _ ways: (MatrixCell, ResolvedRole) -> [AccessPath]) -> [String] {
    ["\(title), on \(engine)"]
      + policy.tables.flatMap { table in
        let found = Command.allCases.flatMap { command in lines(to: table, by: command, ways) }
        return found.isEmpty ? ["  \(table.name)  none"] : ["  \(table.name)"] + found
      }
  }

  private func lines(
    to table: ResolvedTable, by command: Command, _ ways: (MatrixCell, ResolvedRole) -> [AccessPath]
  ) -> [String] {
    var groups: [(words: String, roles: [String])] = []
    for role in policy.roles {
      guard let cell = cell(role, table, command) else { continue }
      let found = ways(cell, role)
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

extension AccessPaths {
  /// By a login that holds the role.
  func own(_ cell: MatrixCell, _ role: ResolvedRole) -> [AccessPath] {
    paths(of: role.name, to: cell.table, by: cell.command)
  }

  /// By a pool's login that is bound for the role.
  func shared(_ cell: MatrixCell, _ role: ResolvedRole) -> [AccessPath] {
    pooledPaths(of: role.closure, columns: cell.columns, to: cell.table, by: cell.command)
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
