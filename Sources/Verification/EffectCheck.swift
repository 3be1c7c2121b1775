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
    before = stage.rows[table.name, default: []]
    count = now.count
    let rows = now.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    let (earlier, later) = (Set(before), Set(rows))
    gone = before.filter { !later.contains($0) }
    new = rows.filter { !earlier.contains($0) }
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
    let free = Set([column] + table.table.columns.filter(\.generated).map(\.name))
    func rest(_ row: [String: String?]) -> [String: String?] { row.filter { !free.contains($0.key) } }
    if gone.contains(where: { !changed.contains($0) }) { return "another row changed as well" }
    let wanted = gone.map(rest)
    guard new.count == gone.count, new.allSatisfy({ wanted.contains(rest($0)) }) else {
      return "more than \(column) changed"
    }
    return nil
  }

  private func wrongDeletion(_ deleted: [[String: String?]]) -> String? {
    guard !deleted.isEmpty else { return nil }
    if gone.count == deleted.count, gone.allSatisfy(deleted.contains), new.isEmpty { return nil }
    return "\(gone.count) rows are gone and \(new.count) are new, where \(deleted.count) should be gone"
  }
}
