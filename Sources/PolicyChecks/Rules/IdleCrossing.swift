import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A Crossing exempts a key that cannot cross.
  static let idleCrossing = Check(
    "AZ331", .warning, "a Crossing exempts a key that cannot cross",
    reason: """
      A key that holds the tenant on both sides is kept inside the tenant by the database, and one to a shared table \
      leaves nothing. The exemption does nothing today, and lets the reference cross the day the key changes.
      """,
    bad: """
      FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders (tenant_id, id)
      Crossing("lines_order_fk", because: "lines may move")
      """,
    good: """
      FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders (tenant_id, id)
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      subject.clauses(for: table.name).flatMap(\.crossings).compactMap { crossing -> Finding? in
        guard let key = table.table.foreignKeys.first(where: { $0.name == crossing.key }) else { return nil }
        let parent = subject.resolved.table(key.parent)
        let pairs = zip(key.columns, key.parentColumns)
        let what =
          if case .personal = parent?.classification { (table.personColumn, parent?.personColumn, "person") } else {
            (table.tenantColumn, parent?.tenantColumn, "tenant")
          }
        let bound = pairs.contains { $0 == what.0 && $1 == what.1 }
        guard bound || what.1 == nil else { return nil }
        let why = bound ? "it holds the \(what.2) on both sides" : "\(key.parent) belongs to no tenant"
        return Finding(
          table.name, "\(crossing.key) cannot leave the tenant", at: crossing.location, notes: [why],
          fix: "leave the Crossing out")
      }
    }
  }
}
