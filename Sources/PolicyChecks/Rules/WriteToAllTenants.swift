import Diagnostics
import PolicyModel

extension Check {
  /// A role that reaches all tenants may write.
  static let writeToAllTenants = Check(
    "AZ306", .warning, "a role that reaches all tenants may write",
    reason: """
      The floor is what stops a forgotten WHERE, and for such a role it stops nothing: one statement changes every \
      tenant's rows. Reading across tenants is the usual need; writing across them belongs to a migration or a job \
      of its own.
      """,
    bad: """
      Role("support", reach: .allTenants)
      Table("app.orders") { Allow(.select, .update, to: "support") }
      """,
    good: """
      Role("support", reach: .allTenants)
      Table("app.orders") { Allow(.select, to: "support") }
      """
  ) { subject in
    // A person's rows across tenants are the person's alone, whatever the role reaches.
    subject.ownedTables.filter { !$0.acrossTenants }.flatMap { table in
      table.rules.filter { $0.command != .select && subject.reach(of: $0.role) == .allTenants }.map { rule in
        Finding(
          table.name, "\(rule.role) may \(rule.command.rawValue) every tenant's rows of \(table.name)",
          at: rule.location,
          fix: "allow the write to a role of one tenant")
      }
    }
  }
}
