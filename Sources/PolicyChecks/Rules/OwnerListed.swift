import Diagnostics
import PolicyModel

extension Check {
  /// An update rule lists the column that says whose a row is.
  static let ownerListed = Check(
    "AZ342", .warning, "an update rule lists the column that says whose a row is",
    reason: """
      A row keeps its tenant and its person: nobody may set the tenant's column, and the floor checks the row after as \
      well as the row before, so the person's can only be set to what it is. Listed, it promises a move that never happens.
      """,
    bad: """
      Allow(.update, to: "clerk", columns: ["title", "tenant_id"])
      """,
    good: """
      Allow(.update, to: "clerk", columns: ["title"])
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      let fixed = [table.tenantColumn, table.personColumn].compactMap(\.self)
      return table.rules(for: .update).filter(\.listsColumns).flatMap { rule in
        rule.columns.filter(fixed.contains).map { column in
          Finding(
            table.name, "\(rule.role) is given \(table.name).\(column) to update, which says whose the row is",
            at: rule.location, fix: "leave \"\(column)\" out of columns:")
        }
      }
    }
  }
}
