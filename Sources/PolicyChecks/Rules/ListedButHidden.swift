import Diagnostics
import PolicyModel

extension Check {
  /// A select rule lists a column that its role may not read.
  static let listedButHidden = Check(
    "AZ341", .warning, "a select rule lists a column that its role may not read",
    reason: """
      Hide and Mask win over a list of columns: the column stays closed to the role. The rule says otherwise, and so \
      misleads whoever reads it.
      """,
    bad: """
      Hide("margin", except: "manager")
      Allow(.select, to: "viewer", columns: ["id", "margin"])
      """,
    good: """
      Hide("margin", except: "manager")
      Allow(.select, to: "viewer", columns: ["id"])
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules(for: .select).filter(\.listsColumns).flatMap { rule in
        rule.gated.map { gate in
          Finding(
            table.name, "\(rule.role) is given \(gate.column) of \(table.name), which is hidden from it",
            at: rule.location,
            fix: "leave it out of columns:, or add \"\(rule.role)\" to the exceptions")
        }
      }
    }
  }
}
