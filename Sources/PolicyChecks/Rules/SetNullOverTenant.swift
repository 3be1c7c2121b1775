import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// Deleting a parent would set the child's tenant to NULL.
  static let setNullOverTenant = Check(
    "AZ319", .warning, "deleting a parent would set the child's tenant to NULL",
    reason: """
      ON DELETE SET NULL sets every column of the key, the tenant in a composite key among them, so the delete fails \
      or the child becomes nobody's. PostgreSQL 15 takes a list of columns; CockroachDB's grammar has no such list.
      """,
    bad: """
      FOREIGN KEY (tenant_id, owner_id) REFERENCES app.users (tenant_id, id) ON DELETE SET NULL
      """,
    good: """
      FOREIGN KEY (tenant_id, owner_id) REFERENCES app.users (tenant_id, id) ON DELETE SET NULL (owner_id)
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      table.references.filter { reference in
        let key = reference.key
        guard key.onDelete == .setNull || key.onDelete == .setDefault else { return false }
        switch reference.kind {
        case .crossing: return false
        case .alreadyComposite:
          let changed = key.onDeleteColumns.isEmpty ? key.columns : key.onDeleteColumns
          return table.tenantColumn.map(changed.contains) ?? false
        case .insideTenant: return subject.resolved.engine.product == .cockroachdb
        }
      }.map { reference in
        let key = reference.key
        let rest = key.columns.filter { $0 != table.tenantColumn }
        return Finding(
          table.name, "\(key.name) sets the tenant of \(table.name) to NULL when its parent goes", at: table.location,
          fix: subject.resolved.engine.product == .postgresql
            ? "ON DELETE \(key.onDelete.rawValue.uppercased()) (\(names(rest)))"
            : "ON DELETE RESTRICT, and clear the column first")
      }
    }
  }
}
