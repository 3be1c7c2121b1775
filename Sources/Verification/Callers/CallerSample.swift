/// Some of the callers of a sandbox, for who asks few questions of many policies: nothing is proven by them alone, and the
/// report says so.
package struct CallerSample: Sendable {
  /// How many of them ask.
  package var count: Int
  /// Which: whoever goes through the numbers meets all of them.
  package var turn: Int

  /// So many, those of that turn.
  package init(_ count: Int, turn: Int) { (self.count, self.turn) = (count, turn) }

  /// Those that stand as far from each other as can be: neighbours are the same role in two tenants.
  func drawn(from callers: [Caller]) -> [Caller] {
    guard callers.count > count else { return callers }
    return (0..<count).map { (turn + $0 * callers.count / count) % callers.count }.sorted().map { callers[$0] }
  }
}
