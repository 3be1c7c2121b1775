import Diagnostics
import PolicyModel

extension Check {
  /// An update rule lists the tenant's column.
  static let tenantListed = Check(
    "AZ342", .warning, "an update rule lists the tenant's column",
    reason: """
      A row keeps its tenant: the floor checks the row after as well as the row before, so the column can only be \
      set to what it is. Listed, it promises a move between tenants that never happens.
      """,
    bad: """
      Allow(.update, to: "clerk", columns: ["title", "tenant_id"])
      """,
    good: """
      Allow(.update, to: "clerk", columns: ["title"])
      """
  ) { subject in
    subject.tenantTables.flatMap { table in
      table.rules(for: .update).filter { $0.listsColumns && $0.columns.contains(table.tenantColumn ?? "") }.map {
        rule in
        Finding(
          table.name, "\(rule.role) is given the tenant of \(table.name) to update", at: rule.location,
          fix: "leave \"\(table.tenantColumn ?? "")\" out of columns:")
      }
    }
  }
}
