import PolicyModel
import SchemaModel

extension Compiler {
  /// The row before and the row after are judged apart, each by any policy that lets it pass: of two rules that one login
  /// can hold, one would find the row and the other would pass what becomes of it, which neither says.
  mutating func refuseMixedUpdates(_ table: ResolvedTable) {
    let rules = table.rules.filter { $0.command == .update }
    for (index, first) in rules.enumerated() {
      for second in rules.dropFirst(index + 1)
      where reachesAll(first.role) == reachesAll(second.role) && !agree(first, second) && !covers(first, second)
        && !covers(second, first)
      {
        refuse(
          "AZ220",
          "two rules for update on \(table.name) differ in the rows before and after, and one login may hold both",
          second.location,
          notes: [
            "the other stands at \(first.location)",
            "a row that one of them finds could become what only the other allows",
          ],
          fix:
            "give both the same `where`, or the same `resulting`; of two roles of a level, let one inherit from the other"
        )
      }
    }
  }

  /// Whether both find the same rows, or let a row become the same. Roles of a level are held at rows of their own each, so
  /// what is at a level is before and after where one of them is held, and not the other.
  private func agree(_ first: ResolvedRule, _ second: ResolvedRule) -> Bool {
    level(first.role) == nil && level(second.role) == nil
      && (first.condition == second.condition || first.resulting == second.resulting)
  }

  /// Whether the rule lets through whatever the other does.
  func covers(_ rule: ResolvedRule, _ other: ResolvedRule) -> Bool {
    (rule.condition == .anything || rule.condition == other.condition)
      && (rule.resulting == .anything || rule.resulting == other.resulting)
      && (level(rule.role) == nil
        || level(rule.role) == level(other.role) && holders(rule.role).contains(other.role))
  }
}
