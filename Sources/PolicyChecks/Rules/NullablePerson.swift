import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// The person of a row may be missing.
  static let nullablePerson = Check(
    "AZ327", .warning, "the person of a row may be missing",
    reason: """
      A personal row is its person's. NULL equals nobody, so a row without a person is out of everybody's reach, and \
      an insert that forgets the column makes one.
      """,
    bad: """
      author_id uuid
      Table("app.notes") { Personal(by: "author_id") }
      """,
    good: """
      author_id uuid NOT NULL
      Table("app.notes") { Personal(by: "author_id") }
      """
  ) { subject in
    subject.resolved.tables.compactMap { table -> Finding? in
      guard let name = table.personColumn, table.table.column(name)?.notNull == false else { return nil }
      let clause = subject.clauses(for: table.name).compactMap(\.personal).first
      return Finding(
        table.name, "\(table.name).\(name) holds the person, but may be NULL", at: clause?.location ?? table.location,
        fix: "ALTER TABLE \(table.name) ALTER COLUMN \(name) SET NOT NULL")
    }
  }
}
