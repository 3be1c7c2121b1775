import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A partition or heir of a table is classified otherwise.
  static let unlikePartition = Check(
    "AZ323", .error, "a partition or heir of a table is classified otherwise",
    reason: """
      Row security of a parent is applied to statements that name the parent. A partition that is read by its own \
      name is filtered by its own policies alone, so it has to belong to the same tenant by the same column.
      """,
    bad: """
      CREATE TABLE archive.orders_2025 PARTITION OF app.orders …;    -- the schema archive is not managed
      """,
    good: """
      CREATE TABLE app.orders_2025 PARTITION OF app.orders …;        -- Schema("app") { Owned(by: "tenant_id") }
      """
  ) { subject in
    subject.snapshot.tables.flatMap { child in
      child.inherits.compactMap(subject.resolved.table).filter { parent in
        let own = subject.resolved.table(child.name)?.classification
        // Nobody reads an internal one by its own name, and through the parent the parent's rules hold.
        return own != parent.classification && own != .internal
      }.map { parent in
        Finding(
          child.name, "\(child.name) is part of \(parent.name), but not classified like it", at: parent.location,
          fix: "classify both alike")
      }
    }
  }
}
