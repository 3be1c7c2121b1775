import Diagnostics
import PolicyModel

extension Check {
  /// A rule or requirement that no row can meet.
  static let contradictoryRule = Check(
    "AZ302", .warning, "a rule or requirement that no row can meet",
    reason: """
      Only TRUE allows. A condition that demands two values of one column, or one of an empty list, allows nothing; \
      a rule whose rows a Require forbids to all of its holders allows nothing either; and a requirement that no row \
      meets closes the table to everybody who is not exempt.
      """,
    bad: """
      Allow(.select, to: "viewer", where: column("status") == "draft" && column("status") == "sent")
      """,
    good: """
      Allow(.select, to: "viewer", where: column("status").isIn("draft", "sent"))
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      let requires = table.requires.filter(\.predicate.isContradiction).map { require in
        Finding(
          table.name, "no row of \(table.name) meets \"\(require.predicate)\"", at: require.location,
          fix: "say which rows may be touched")
      }
      let rules = table.rules.filter { subject.allowsNothing($0, on: table) }.map { rule in
        Finding(
          table.name, "\(rule.command.rawValue) on \(table.name) is allowed to \(rule.role), but for no row",
          at: rule.location, notes: ["condition: \(rule.condition)", "result: \(rule.resulting)"],
          fix: "mend the condition, or leave the rule out")
      }
      return requires + rules
    }
  }
}

extension Subject {
  /// Whether a rule allows its command on no row at all.
  func allowsNothing(_ rule: ResolvedRule, on table: ResolvedTable) -> Bool {
    let holders = Set(holders(of: rule.role))
    let binding = table.requires.filter { holders.isDisjoint(with: $0.exempt) && !$0.predicate.isContradiction }
    let required = binding.map(\.predicate)
    return [rule.condition, rule.resulting].contains { Predicate.and([$0] + required).isContradiction }
  }
}
