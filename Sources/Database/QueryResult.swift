/// What one statement gave back, everything as text.
package struct QueryResult: Sendable, Hashable {
  /// The columns' names, in order.
  package var columns: [String]
  /// The rows; `nil` is NULL.
  package var rows: [[String?]]
  /// The command tag, for example `INSERT 0 1`.
  package var tag: String
  /// How many rows the command touched or returned, by its tag.
  package var affected: Int

  /// A result from its parts; for fixtures of callers too.
  package init(columns: [String] = [], rows: [[String?]] = [], tag: String = "", affected: Int = 0) {
    self.columns = columns
    self.rows = rows
    self.tag = tag
    self.affected = affected
  }
}
