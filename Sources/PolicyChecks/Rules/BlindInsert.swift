import Diagnostics
import PolicyModel

extension Check {
  /// Insert is allowed to somebody who reads nothing back.
  static let blindInsert = Check(
    "AZ305", .note, "insert is allowed to somebody who reads nothing back",
    reason: """
      INSERT … RETURNING, and ON CONFLICT with a target, read the row that was written, so they need a select rule. \
      Many libraries add RETURNING by themselves to learn the key, and then fail with 42501.
      """,
    bad: """
      Allow(.insert, to: "collector")
      """,
    good: """
      Allow(.insert, to: "collector")
      Allow(.select, to: "collector", columns: ["id"])
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules(for: .insert).compactMap { rule -> Finding? in
        let holders = subject.holders(of: rule.role)
        guard !holders.contains(where: { subject.mayRun(.select, on: table, as: $0) }) else { return nil }
        return Finding(
          table.name, "\(rule.role) may insert into \(table.name), but cannot use RETURNING", at: rule.location,
          fix: "allow .select with columns: [key], or accept this where the writer sends keys itself")
      }
    }
  }
}
