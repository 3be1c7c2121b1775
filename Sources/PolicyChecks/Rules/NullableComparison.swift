import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A condition with != or not leaves out rows where the column is NULL.
  static let nullableComparison = Check(
    "AZ324", .warning, "a condition with != or not leaves out rows where the column is NULL",
    reason: """
      NULL <> 'x' is unknown, and only TRUE allows: rows without a value are withheld by a condition that reads as \
      if it withheld one value only.
      """,
    bad: """
      Allow(.select, to: "viewer", where: column("state") != "closed")     // state may be NULL
      """,
    good: """
      Allow(.select, to: "viewer", where: column("state") != "closed" || column("state").isNull)
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      let rules = table.rules.flatMap { [($0.condition, $0.location), ($0.resulting, $0.location)] }
      let conditions = rules + table.requires.map { ($0.predicate, $0.location) }
      return conditions.flatMap { predicate, location in
        predicate.excludedColumns.filter { table.table.column($0)?.notNull == false }.map { column in
          Finding(
            table.name, "\"\(predicate)\" is unknown, so never allows, where \(column) is NULL", at: location,
            fix: "make \(column) NOT NULL, or say what NULL means: || column(\"\(column)\").isNull")
        }
      }
    }
  }
}

extension Predicate {
  /// Columns of which values are excluded, and of which nothing says what NULL means.
  fileprivate var excludedColumns: [String] {
    let answered = atoms.compactMap { if case .isNull(.column(let name)) = $0 { name } else { nil } }
    return Set(excluded(false)).subtracting(answered).sorted()
  }

  private func excluded(_ negated: Bool) -> [String] {
    switch self {
    case .compare(.column(let name), let comparison, .literal), .compare(.literal, let comparison, .column(let name)):
      comparison == (negated ? .equal : .notEqual) ? [name] : []
    case .isIn(.column(let name), _): negated ? [name] : []
    case .and(let parts), .or(let parts): parts.flatMap { $0.excluded(negated) }
    case .not(let part): part.excluded(!negated)
    case .anything, .compare, .isIn, .isNull: []
    }
  }
}
