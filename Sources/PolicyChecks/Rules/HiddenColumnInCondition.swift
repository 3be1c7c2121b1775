import Diagnostics
import PolicyModel

extension Check {
  /// Which rows a role sees tells it what a hidden column holds.
  static let hiddenColumnInCondition = Check(
    "AZ313", .warning, "which rows a role sees tells it what a hidden column holds",
    reason: """
      A select rule that compares a hidden column shows the answer by showing the row. Whoever can count rows, or \
      change the column's neighbours, learns the value that the column rule withholds.
      """,
    bad: """
      Hide("margin", except: "manager")
      Allow(.select, to: "viewer", where: column("margin") > 0)
      """,
    good: """
      Hide("margin", except: "manager")
      Allow(.select, to: "viewer", where: column("is_public") == true)
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules(for: .select).flatMap { rule in
        table.gates.filter { rule.condition.columns.contains($0.column) && !$0.seers.contains(rule.role) }.map { gate in
          Finding(
            table.name, "\(rule.role) may not read \(gate.column), but its rows are chosen by it", at: rule.location,
            notes: ["condition: \(rule.condition)"], fix: "choose rows by a column that the role may read")
        }
      }
    }
  }
}
