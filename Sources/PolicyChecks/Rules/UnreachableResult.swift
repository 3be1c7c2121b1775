import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// An insert must set a column that its rule does not list.
  static let unreachableResult = Check(
    "AZ346", .warning, "an insert must set a column that its rule does not list",
    reason: """
      A column that is not listed cannot be sent, so it gets its default, and without one NULL. A result that demands \
      a value of it is then unknown, and only TRUE allows: every INSERT by the rule is refused with 42501.
      """,
    bad: """
      state text
      Allow(.insert, to: "clerk", resulting: column("state") == "draft", columns: ["title"])
      """,
    good: """
      state text NOT NULL DEFAULT 'draft'
      Allow(.insert, to: "clerk", resulting: column("state") == "draft", columns: ["title"])
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      // A trigger may fill what the statement leaves out.
      guard !table.table.triggers.contains(where: { SQLText($0.text).names("BEFORE") }) else { return [] }
      return table.rules(for: .insert).flatMap { rule in
        rule.resulting.demandedColumns.filter { name in
          guard let column = table.table.column(name), name != table.tenantColumn else { return false }
          // What may not be empty either is AZ314.
          let empty = column.defaultExpression == nil && !column.generated && !column.identityAlways
          return empty && !column.notNull && !rule.allColumns.contains(name)
        }.map { name in
          Finding(
            table.name, "\(rule.role) may insert into \(table.name) only with a \(name) that it cannot send",
            at: rule.location, notes: ["result: \(rule.resulting)"],
            fix: "list \"\(name)\" in columns:, or give the column a default")
        }
      }
    }
  }
}

extension Predicate {
  /// Columns that have to hold a value for this to be TRUE, of those that stand at its top.
  fileprivate var demandedColumns: [String] {
    switch self {
    case .and(let parts): parts.flatMap(\.demandedColumns)
    case .compare, .isIn, .not(.isNull): columns
    case .anything, .isNull, .or, .not: []
    }
  }
}
