import Diagnostics
import PolicyModel

extension Check {
  /// Update or delete is allowed to somebody who sees no row.
  static let writeWithoutSight = Check(
    "AZ304", .warning, "update or delete is allowed to somebody who sees no row",
    reason: """
      An update or delete acts on rows that its actor sees; both engines consult the select policies for a row that \
      a statement reads. Without any select rule the write finds no row, so it does nothing, in silence.
      """,
    bad: """
      Allow(.delete, to: "janitor")
      """,
    good: """
      Allow(.select, .delete, to: "janitor")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      (table.rules(for: .update) + table.rules(for: .delete)).compactMap { rule -> Finding? in
        let holders = subject.holders(of: rule.role)
        guard !holders.contains(where: { subject.mayRun(.select, on: table, as: $0) }) else { return nil }
        return Finding(
          table.name, "\(rule.role) may \(rule.command.rawValue) rows of \(table.name), but sees none",
          at: rule.location,
          fix: "allow .select to \"\(rule.role)\" on the rows it is to write")
      }
    }
  }
}
