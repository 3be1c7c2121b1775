import Diagnostics
import PolicyModel

extension Check {
  /// One tenant writes what every tenant reads.
  static let sharedWrite = Check(
    "AZ325", .warning, "one tenant writes what every tenant reads",
    reason: """
      A shared table has no tenant, so its floor asks only for an identity: what one tenant's clerk changes, all \
      tenants see, and all can be deceived by.
      """,
    bad: """
      Table("app.countries") { Shared(); Allow(.select, .update, to: "clerk") }
      """,
    good: """
      Table("app.countries") { Shared(); Allow(.select, to: "clerk") }
      """
  ) { subject in
    subject.resolved.tables.filter { $0.classification == .shared }.flatMap { table in
      table.rules.filter { $0.command != .select && subject.reach(of: $0.role) == .ownTenant }.map { rule in
        Finding(
          table.name, "\(rule.role) of any tenant may \(rule.command.rawValue) \(table.name), which all tenants share",
          at: rule.location, fix: "leave the writing to a role that reaches all tenants, or give the table a tenant")
      }
    }
  }
}
