import Diagnostics
import PolicyModel

extension Check {
  /// A rule allows what a claim says never happens.
  static let claimContradicted = Check(
    "AZ308", .error, "a rule allows what a claim says never happens",
    reason: """
      A claim is the sentence that a reviewer relies on. Where a rule says the opposite, one of the two is wrong, \
      and the proof of the claim would fail on the database.
      """,
    bad: """
      Table("app.events") { Allow(.delete, to: "manager") }
      Never(.delete, on: "app.events")
      """,
    good: """
      Table("app.events") { Allow(.select, to: "manager") }
      Never(.delete, on: "app.events")
      """
  ) { subject in
    subject.resolved.claims.flatMap { claim in
      claim.tables.compactMap(subject.resolved.table).flatMap { table in
        table.rules.filter { rule in
          claim.commands.contains(rule.command) && claim.binds(rule.role, in: subject)
            && !subject.allowsNothing(rule, on: table)
        }.map { rule in
          Finding(
            table.name, "never \(rule.command.rawValue) on \(table.name), but \(rule.role) may", at: claim.location,
            notes: ["the rule stands at \(rule.location)"], fix: "drop the rule, or narrow the claim with by:")
        }
      }
    }
  }
}

extension ResolvedClaim {
  /// Whether the claim is about somebody who has that role's rules.
  func binds(_ role: String, in subject: Subject) -> Bool {
    roles.isEmpty || roles.contains { subject.closure(of: $0).contains(role) }
  }
}
