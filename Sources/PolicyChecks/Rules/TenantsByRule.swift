import Diagnostics
import PolicyModel

extension Check {
  /// A rule lets requests create or delete tenants.
  static let tenantsByRule = Check(
    "AZ329", .warning, "a rule lets requests create or delete tenants",
    reason: """
      Making a tenant is provisioning: it comes before anybody acts for it, so no request of that tenant can do it. \
      Deleting one by a request takes along all that hangs on it.
      """,
    bad: """
      Tenants(in: "app.tenants", key: "id") { Allow(.select, .delete, to: "owner") }
      """,
    good: """
      Tenants(in: "app.tenants", key: "id") {
        Allow(.select, to: "owner")
        Allow(.update, to: "owner", columns: ["name"])
      }
      """
  ) { subject in
    subject.resolved.tables.filter { $0.classification == .tenants }.flatMap { table in
      (table.rules(for: .insert) + table.rules(for: .delete)).map { rule in
        Finding(
          table.name, "\(rule.role) may \(rule.command.rawValue) tenants", at: rule.location,
          fix: "provision and suspend tenants outside of requests")
      }
    }
  }
}
