import Database
import PolicyModel
import SchemaModel

/// Holds the rows of a table after a statement against what the statement may have done to them.
struct EffectCheck {
  private let table: ResolvedTable
  private let before: [[String: String?]]
  private let count: Int
  private let gone: [[String: String?]]
  private let new: [[String: String?]]

  /// - Parameter now: The rows as they are, with the columns of the stage in their order.
  init(stage: Stage, table: ResolvedTable, now: [[String?]]) {
    self.table = table
    let columns = stage.columns[table.name, default: []]
    let printed = stage.printed[table.name, default: []]
    before = stage.rows[table.name, default: []]
    count = now.count
    let (earlier, later) = (Set(printed), Set(now))
    gone = zip(before, printed).filter { !later.contains($1) }.map(\.0)
    new = now.filter { !earlier.contains($0) }.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
  }

  /// What the statement did besides what it may; nil where there is nothing.
  func wrong(_ effect: Effect, _ answer: QueryResult) -> String? {
    switch effect {
    case .added(let owner): wrongAddition(owner)
    case .changed(let rows, let column): wrongChange(rows, column)
    case .gone(let rows): wrongDeletion(rows)
    case .answered(let row, let effect):
      answer.rows == [row] ? wrong(effect, answer) : "the routine answers with another row"
    }
  }

  private func wrongAddition(_ owner: String?) -> String? {
    guard new.count == 1, count == before.count + 1 else { return "\(new.count) rows were added" }
    guard let column = table.tenantColumn, let owner, let stored = new[0][column] ?? nil else { return nil }
    return stored == owner ? nil : "the row belongs to \(stored)"
  }

  private func wrongChange(_ changed: [[String: String?]], _ column: String) -> String? {
    let computed = Set(table.table.columns.filter(\.generated).map(\.name))
    let given = Set(new.map { $0[column] }).subtracting(gone.map { $0[column] })
    var differing: [(row: [String: String?], own: Set<String>, carried: [String: KeyAction])] = []
    for row in gone {
      let isChanged = changed.contains(row)
      let carried = carried(row, changed, column)
      if !isChanged, carried.isEmpty { return "another row changed as well" }
      differing.append((row, computed.union(isChanged ? [column] : []), carried))
    }
    let isExplained = new.allSatisfy { now in
      differing.contains { before, own, carried in
        before.allSatisfy { name, value in
          if own.contains(name) || now[name] == value { return true }
          return switch carried[name] {
          case .cascade: given.contains(now[name])
          case .setNull: now[name] == .some(nil)
          case .setDefault: true
          case .noAction, .restrict, nil: false
          }
        }
      }
    }
    return new.count == gone.count && isExplained ? nil : "more than \(column) changed"
  }

  /// What the table's keys to itself change in a row when the column of rows that it names changes: the schema's own doing
  /// within a tenant, which may reach the changed row itself.
  private func carried(
    _ row: [String: String?], _ changed: [[String: String?]], _ column: String
  ) -> [String: KeyAction] {
    var carried: [String: KeyAction] = [:]
    for key in table.table.foreignKeys where key.parent == table.name && key.parentColumns.contains(column) {
      let pairs = zip(key.columns, key.parentColumns)
      let refers = changed.contains { parent in
        (table.tenantColumn.map { row[$0] == parent[$0] } ?? true)
          && pairs.allSatisfy { (row[$0] ?? nil) != nil && row[$0] == parent[$1] }
      }
      guard refers, key.onUpdate != .noAction, key.onUpdate != .restrict else { continue }
      for (name, parent) in pairs where key.onUpdate != .cascade || parent == column { carried[name] = key.onUpdate }
    }
    return carried
  }

  private func wrongDeletion(_ deleted: [[String: String?]]) -> String? {
    guard !deleted.isEmpty else { return nil }
    if gone.count == deleted.count, gone.allSatisfy(deleted.contains), new.isEmpty { return nil }
    return "\(gone.count) rows are gone and \(new.count) are new, where \(deleted.count) should be gone"
  }
}
