import Diagnostics
import PolicyModel

extension Check {
  /// Rows of a shared table are a person's, which says less than it means.
  static let personalInShared = Check(
    "AZ353", .warning, "a shared table's rows are a person's within a tenant that they do not have",
    reason: """
      Personal(by:) keeps a person's rows within the tenant. A shared table has none, so its rows are the person's in \
      every tenant, although two words say otherwise: that every tenant has them, and that one has. Nor is a reference \
      to such a row held to the person, as it is where the person stands instead of the tenant.
      """,
    bad: """
      Table("app.settings") {
        Shared()
        Personal(by: "user_id")
      }
      """,
    good: """
      Table("app.settings") {
        Personal(by: "user_id", acrossTenants: true)
      }
      """
  ) { subject in
    subject.resolved.tables.filter { $0.classification == .shared && $0.personColumn != nil }.map { table in
      Finding(
        table.name, "\(table.name) is shared, but a row is of the person in \(table.personColumn ?? "") alone",
        at: table.personLocation, fix: "leave Shared() out and say acrossTenants: true")
    }
  }
}
