import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// An insert rule leaves a column empty that may not be empty.
  static let uninsertableColumn = Check(
    "AZ314", .warning, "an insert rule leaves a column empty that may not be empty",
    reason: """
      A column that is hidden, masked or not listed cannot be sent. Where it is NOT NULL without a default, every \
      INSERT by that rule fails with 23502 (PostgreSQL and CockroachDB alike).
      """,
    bad: """
      margin numeric NOT NULL
      Hide("margin", except: "manager")
      Allow(.insert, to: "clerk")
      """,
    good: """
      margin numeric NOT NULL DEFAULT 0
      Hide("margin", except: "manager")
      Allow(.insert, to: "clerk")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      // A trigger may fill what the statement leaves out.
      guard !table.table.triggers.contains(where: { SQLText($0.text).names("BEFORE") }) else { return [] }
      return table.rules(for: .insert).flatMap { rule in
        table.table.columns.filter { column in
          column.notNull && column.defaultExpression == nil && !column.generated && !column.identityAlways
            && column.name != table.tenantColumn && !rule.columns.contains(column.name)
            && !subject.isFilled(column.name, on: table, for: rule.role)
        }.map { column in
          Finding(
            table.name,
            "\(rule.role) may insert into \(table.name), but not fill \(column.name), which may not be empty",
            at: rule.location, fix: "give the column a default, or list it: Allow(.insert, …, columns: […])")
        }
      }
    }
  }
}

extension Subject {
  /// Whether another insert rule of the same role lets it send the column.
  fileprivate func isFilled(_ column: String, on table: ResolvedTable, for role: String) -> Bool {
    let closure = closure(of: role)
    return table.rules(for: .insert).contains { closure.contains($0.role) && $0.columns.contains(column) }
  }
}
