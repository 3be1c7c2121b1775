import Diagnostics
import PolicyModel

extension Check {
  /// A rule of a role over all tenants compares with one's own tenant.
  static let noOwnTenant = Check(
    "AZ336", .warning, "a rule of a role over all tenants compares with one's own tenant",
    reason: """
      A role that reaches all tenants acts for none, so `.tenant` is unknown in its rules. Unknown never allows: the \
      rule, or that part of it, is dead.
      """,
    bad: """
      Allow(.select, to: "auditor", where: column("home_id") == .tenant)     // reach: .allTenants
      """,
    good: """
      Allow(.select, to: "auditor")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules.filter { rule in
        subject.reach(of: rule.role) == .allTenants && (rule.condition.terms + rule.resulting.terms).contains(.tenant)
      }.map { rule in
        Finding(
          table.name, "\(rule.role) reaches all tenants, so \"my tenant\" is unknown in its rule on \(table.name)",
          at: rule.location, fix: "give the rule to a role of one tenant, or leave the comparison out")
      }
    }
  }
}
