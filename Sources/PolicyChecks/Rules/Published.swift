import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A publication carries an owned table's rows away.
  static let published = Check(
    "AZ340", .warning, "a publication carries an owned table's rows away",
    reason: """
      Logical replication sends all rows to whoever subscribes: publications have filters of their own and know no \
      row policies.
      """,
    bad: """
      CREATE PUBLICATION everything FOR ALL TABLES;
      """,
    good: """
      CREATE PUBLICATION reference FOR TABLE app.countries;
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      table.table.publications.map { publication in
        Finding(
          table.name, "the publication \(publication) carries rows of \(table.name) away, past its policies",
          at: table.location,
          fix: "take the table out of it, or accept it and say who subscribes")
      }
    }
  }
}
