import PolicyModel
import SchemaModel

extension Compiler {
  /// The row before and the row after are judged apart, each by any policy that lets it pass: of two rules that one login
  /// can hold, one would find the row and the other would pass what becomes of it, which neither says.
  mutating func refuseMixedUpdates(_ table: ResolvedTable) {
    let rules = table.rules.filter { $0.command == .update }
    for (index, first) in rules.enumerated() {
      for second in rules.dropFirst(index + 1)
      where reachesAll(first.role) == reachesAll(second.role) && first.condition != second.condition
        && first.resulting != second.resulting && !isOpen(first, to: second) && !isOpen(second, to: first)
      {
        refuse(
          "AZ220",
          "two rules for update on \(table.name) differ in the rows before and after, and one login may hold both",
          second.location,
          notes: [
            "the other stands at \(first.location)",
            "a row that one of them finds could become what only the other allows",
          ],
          fix: "give both the same `where`, or the same `resulting`")
      }
    }
  }

  /// Whether the rule lets through whatever the other does.
  private func isOpen(_ rule: ResolvedRule, to other: ResolvedRule) -> Bool {
    rule.condition == .anything && rule.resulting == .anything
      && (level(rule.role) == nil || level(rule.role) == level(other.role))
  }
}
