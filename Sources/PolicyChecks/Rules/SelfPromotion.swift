import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A role may write the table that says who has which role.
  static let selfPromotion = Check(
    "AZ321", .warning, "a role may write the table that says who has which role",
    reason: """
      Whoever may set `role` on memberships may set it on his own: row rules compare rows, they do not know that \
      this row grants rights. Promotion then needs no bug, only an UPDATE.
      """,
    bad: """
      Table("app.members") { Allow(.select, .update, to: "member") }       // members has role
      """,
    good: """
      Table("app.members") {
        Allow(.select, to: "member")
        Allow(.update, to: "member", columns: ["nickname"])
      }
      """
  ) { subject in
    subject.ownedTables.filter { $0.namesPeople }.flatMap { table in
      table.table.columns.filter { grantingColumns.contains($0.name.lowercased()) }.compactMap { column -> Finding? in
        let rules = table.rules.filter {
          ($0.command == .insert || $0.command == .update) && $0.columns.contains(column.name)
        }
        guard let first = rules.first else { return nil }
        return Finding(
          table.name,
          "\(names(Set(rules.map(\.role)).sorted())) may write \(table.name).\(column.name), so may promote itself",
          at: first.location,
          fix: "leave \"\(column.name)\" out of columns:, or Hide it except from those who may grant")
      }
    }
  }
}

private let grantingColumns: Set<String> = [
  "role", "roles", "role_id", "role_name", "is_admin", "is_superuser", "is_staff", "permission", "permissions",
  "privileges", "access_level",
]

extension ResolvedTable {
  /// Whether its rows are people or their memberships: a `role` elsewhere, of an actor in a play, grants nothing.
  fileprivate var namesPeople: Bool {
    let words = ["user", "member", "account", "person", "people", "principal", "role", "grant", "invit", "staff"]
    let name = table.name.name.lowercased()
    return words.contains { name.contains($0) }
  }
}
