package import SchemaModel

/// The way from a row to what of a level it is at: by its parents, the last of which says it itself.
package struct LevelPath: Hashable, Sendable {
  /// One step.
  package struct Hop: Hashable, Sendable {
    /// The child's foreign key.
    package var key: ForeignKey
    /// The child's column that names the parent, within the tenant.
    package var child: String
    /// The parent's column that it names.
    package var parentKey: String
    /// The table that it leads to.
    package var parent: QualifiedName
  }
  /// The steps; never none.
  package var hops: [Hop]
  /// The last parent's column that says at what of the level it is.
  package var column: String

  /// The child's column that the way begins with.
  package var first: Hop { hops[0] }
  /// The same way from the first parent on.
  package var rest: LevelPath? { hops.count == 1 ? nil : LevelPath(hops: Array(hops.dropFirst()), column: column) }
}

extension Resolver {
  /// The column of the table that says at what of the level its rows are: its own key, or that of the one reference to it.
  func levelColumn(of table: Table, _ level: ResolvedLevel) -> String? {
    if level.table == table.name { return level.key }
    let columns = table.foreignKeys.filter { $0.parent == level.table }.compactMap { key in
      zip(key.columns, key.parentColumns).first { $0.1 == level.key }?.0
    }
    return Set(columns).count == 1 ? columns[0] : nil
  }

  /// The shortest way by parents of the same tenant, if there is one shortest; several columns of a level are none.
  func levelPath(of table: Table, _ level: ResolvedLevel) -> LevelPath? {
    let found = levelPaths(of: table, level, seen: [table.name]).sorted { $0.hops.count < $1.hops.count }
    guard let first = found.first, !table.foreignKeys.contains(where: { $0.parent == level.table }) else { return nil }
    let others = found.dropFirst().filter { $0.hops.count == first.hops.count }
    return others.allSatisfy { $0.hops.map(\.child) == first.hops.map(\.child) } ? first : nil
  }

  private func levelPaths(of table: Table, _ level: ResolvedLevel, seen: Set<QualifiedName>) -> [LevelPath] {
    table.foreignKeys.flatMap { key -> [LevelPath] in
      guard !seen.contains(key.parent), let hop = hop(key, of: table), let parent = byName[key.parent] else {
        return []
      }
      if let column = levelColumn(of: parent, level) { return [LevelPath(hops: [hop], column: column)] }
      return levelPaths(of: parent, level, seen: seen.union([parent.name])).map {
        LevelPath(hops: [hop] + $0.hops, column: $0.column)
      }
    }
  }

  /// The step that the key makes, where it stays inside the tenant and names the parent by one column beside it.
  private func hop(_ key: ForeignKey, of table: Table) -> LevelPath.Hop? {
    guard case .owned(let mine, _)? = owners[table.name]?.classification,
      case .owned(let theirs, _)? = owners[key.parent]?.classification,
      !said[table.name, default: []].flatMap(\.rules.crossings).contains(where: { $0.key == key.name })
    else { return nil }
    let pairs = zip(key.columns, key.parentColumns).filter { $0 != mine || $1 != theirs }
    guard pairs.count == 1 else { return nil }
    return LevelPath.Hop(key: key, child: pairs[0].0, parentKey: pairs[0].1, parent: key.parent)
  }
}
