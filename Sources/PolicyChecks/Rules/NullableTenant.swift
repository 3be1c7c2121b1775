import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// The tenant of a row may be missing.
  static let nullableTenant = Check(
    "AZ316", .warning, "the tenant of a row may be missing",
    reason: """
      NULL equals nothing, so a row without a tenant is nobody's: seen by no actor, yet counted, exported and kept. \
      A composite key with a NULL in it is not checked at all (MATCH SIMPLE), so such a row may point at any \
      tenant's parent.
      """,
    bad: """
      CREATE TABLE app.orders (id uuid PRIMARY KEY, tenant_id uuid REFERENCES app.tenants (id));
      """,
    good: """
      CREATE TABLE app.orders (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants (id));
      """
  ) { subject in
    subject.keyedTables.filter { !$0.column.notNull }.map { table, column in
      Finding(
        table.name, "\(table.name).\(column.name) holds the tenant, but may be NULL", at: table.location,
        fix: "ALTER TABLE \(table.name) ALTER COLUMN \(column.name) SET NOT NULL")
    }
  }
}
