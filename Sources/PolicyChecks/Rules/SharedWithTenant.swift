import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A shared table names tenants.
  static let sharedWithTenant = Check(
    "AZ326", .warning, "a shared table names tenants",
    reason: """
      Every tenant reads every row of a shared table. A key to the tenants, or to what a tenant owns, says that rows \
      belong to somebody; shared, they tell each tenant about the others.
      """,
    bad: """
      CREATE TABLE app.settings (key text PRIMARY KEY, tenant_id uuid REFERENCES app.tenants (id));
      Schema("app") { Shared("settings") }
      """,
    good: """
      Schema("app") { Owned(by: "tenant_id") }
      """
  ) { subject in
    subject.resolved.tables.filter { $0.classification == .shared && !$0.rules.isEmpty }.flatMap { table in
      table.table.foreignKeys.filter { subject.resolved.table($0.parent)?.tenantColumn != nil }.map { key in
        Finding(
          table.name, "\(table.name) is shared, but \(key.name) leads to \(key.parent)", at: table.location,
          fix: "Owned(by: \"\(key.columns.first ?? "")\") instead of Shared()")
      }
    }
  }
}
