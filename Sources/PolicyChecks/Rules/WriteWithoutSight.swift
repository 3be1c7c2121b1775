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
        guard !subject.seesSomething(of: table, that: rule) else { return nil }
        return Finding(
          table.name, "\(rule.role) may \(rule.command.rawValue) rows of \(table.name), but sees none of them",
          at: rule.location,
          fix: "allow .select to \"\(rule.role)\" on the rows it is to write")
      }
    }
  }
}

extension Subject {
  /// Whether somebody who has a write rule sees, by select rules, rows that it is for.
  fileprivate func seesSomething(of table: ResolvedTable, that rule: ResolvedRule) -> Bool {
    holders(of: rule.role).contains { holder in
      let closure = closure(of: holder)
      return table.rules(for: .select).contains { select in
        // A condition that no row meets is AZ302, and said once.
        let apart = Predicate.and([select.condition, rule.condition]).isContradiction
        let empty = select.condition.isContradiction || rule.condition.isContradiction
        return closure.contains(select.role) && (!apart || empty)
      }
    }
  }
}
