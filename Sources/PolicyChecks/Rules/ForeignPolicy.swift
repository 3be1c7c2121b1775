import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A row policy that this policy did not write widens access.
  static let foreignPolicy = Check(
    "AZ322", .warning, "a row policy that this policy did not write widens access",
    reason: """
      Permissive policies are OR'ed: a row is visible as soon as one of them says so. One that stands on a managed \
      table and is not the generated one lets through what the policy withholds from its own roles.
      """,
    bad: """
      CREATE POLICY read_all ON app.orders FOR SELECT USING (true);
      """,
    good: """
      DROP POLICY read_all ON app.orders;
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.table.policies.filter { policy in
        let words = SQLText(policy.text).words
        guard words.first == "PERMISSIVE", let to = words.firstIndex(of: "TO") else { return false }
        let granted = words[(to + 1)...].prefix { $0 != "USING" && $0 != "WITH" }
        // The identity's owner reads the tables that say who is who, who is found, and at what of a level others' rows are.
        let read =
          [subject.resolved.members?.table] + subject.resolved.tables.map(\.directory?.members)
          + subject.resolved.tables.flatMap { $0.levelPaths.values.flatMap { $0.hops.map(\.parent) } }
        if read.contains(table.name) && Array(granted) == ["bailiwick_owner"] { return false }
        return !granted.allSatisfy { $0.hasPrefix("\(subject.resolved.name)_") }
      }.map { policy in
        Finding(
          table.name, "\(table.name) has a permissive policy of its own, \"\(policy.name)\"", at: table.location,
          notes: [policy.text],
          fix: "DROP POLICY \(policy.name) ON \(table.name), and say in the policy what it was for")
      }
    }
  }
}
