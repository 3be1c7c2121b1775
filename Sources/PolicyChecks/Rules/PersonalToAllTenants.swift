import Diagnostics
import PolicyModel

extension Check {
  /// A role over all tenants is given rows that are one person's.
  static let personalToAllTenants = Check(
    "AZ328", .warning, "a role over all tenants is given rows that are one person's",
    reason: """
      On a personal table a rule reaches the rows of the acting person only, whatever the role's reach: an auditor \
      of all tenants sees the few rows that are his own, which reads like access and is none.
      """,
    bad: """
      Table("app.notes") {
        Personal(by: "author_id")
        Allow(.select, to: "auditor")           // Role("auditor", reach: .allTenants)
      }
      """,
    good: """
      Table("app.notes") {
        Personal(by: "author_id")
        Allow(.select, to: "viewer")
      }
      """
  ) { subject in
    subject.resolved.tables.filter { $0.personColumn != nil }.flatMap { table in
      // In a directory such a role finds everybody who is a member of some tenant.
      table.rules.filter { rule in
        subject.reach(of: rule.role) == .allTenants && !(table.directory != nil && rule.command == .select)
      }.map { rule in
        Finding(
          table.name, "\(rule.role) reaches all tenants, but of \(table.name) only rows of its own person",
          at: rule.location, fix: "leave the rule out, or the table's Personal clause")
      }
    }
  }
}
