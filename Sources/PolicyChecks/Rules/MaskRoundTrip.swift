import Diagnostics
import PolicyModel

extension Check {
  /// Who sees only the mask may write the column.
  static let maskRoundTrip = Check(
    "AZ315", .warning, "who sees only the mask may write the column",
    reason: """
      An application that loads a row, changes one field and stores the row writes back what it read. Where that was \
      the mask, `****ave@x.org` replaces the value for everybody.
      """,
    bad: """
      Mask("email", with: .keepLast(4), except: "clerk")
      Allow(.update, to: "viewer", columns: ["name", "email"])
      """,
    good: """
      Mask("email", with: .keepLast(4), except: "clerk")
      Allow(.update, to: "viewer", columns: ["name"])
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules(for: .update).filter(\.listsColumns).flatMap { rule in
        table.masked.filter { rule.columns.contains($0.column) && !$0.seers.contains(rule.role) }.map { gate in
          Finding(
            table.name, "\(rule.role) reads a mask of \(gate.column) and may write it back", at: rule.location,
            fix: "take \"\(gate.column)\" out of columns:, or let \"\(rule.role)\" see it in full")
        }
      }
    }
  }
}
