import Diagnostics
import PolicyModel

extension Check {
  /// A rule that another rule of the same holders makes needless.
  static let redundantRule = Check(
    "AZ303", .warning, "a rule that another rule of the same holders makes needless",
    reason: """
      Rules only add up. Where a role already has the command by a wider rule, its own or an inherited one, the \
      narrower one changes nothing: a reader takes it for a restriction, and it is none.
      """,
    bad: """
      Role("clerk", inherits: "viewer")
      Allow(.select, to: "viewer")
      Allow(.select, to: "clerk", where: column("status") == "open")
      """,
    good: """
      Role("clerk", inherits: "viewer")
      Allow(.select, to: "viewer", where: column("status") == "open")
      Allow(.select, to: "clerk")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules.indices.compactMap { index -> Finding? in
        let rule = table.rules[index]
        let wider = table.rules.indices.first { other in
          other != index && subject.covers(table.rules[other], rule)
            && (!subject.covers(rule, table.rules[other]) || other < index)
        }
        guard let wider else { return nil }
        let other = table.rules[wider]
        return Finding(
          table.name, "\(rule.role) has \(rule.command.rawValue) on \(table.name) already, by a rule of \(other.role)",
          at: rule.location, notes: ["the wider rule stands at \(other.location)"],
          fix: "leave the narrower rule out, or narrow the wider one")
      }
    }
  }
}

extension Subject {
  /// Whether everything that a rule allows is allowed by the other one too, to whoever has the rule.
  fileprivate func covers(_ wide: ResolvedRule, _ narrow: ResolvedRule) -> Bool {
    guard wide.command == narrow.command, closure(of: narrow.role).contains(wide.role),
      wide.condition.isImplied(by: narrow.condition), wide.resulting.isImplied(by: narrow.resulting)
    else { return false }
    return Set(narrow.columns).isSubset(of: wide.columns)
      && narrow.gated.allSatisfy { wide.columns.contains($0.column) || wide.gated.contains($0) }
  }
}
