import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A role may decide who is found in a directory.
  static let directoryByRule = Check(
    "AZ355", .warning, "a role may decide who is found in a directory",
    reason: """
      A directory finds whoever has a membership in the tenant. A role that may write memberships can make anybody a \
      member whose id it knows, and read that person's row: no rule of the persons' own table is asked.
      """,
    bad: """
      Table("app.users") { Directory(of: "app.members", person: "user_id") }
      Table("app.members") { Allow(.select, .insert, to: "manager") }
      """,
    good: """
      Table("app.users") { Directory(of: "app.members", person: "user_id") }
      Table("app.members") { Allow(.select, to: "manager") }             // MayGrant says who makes members
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      guard let directory = table.directory, let members = subject.resolved.table(directory.members) else { return [] }
      let telling = Set([directory.person] + directory.condition.columns)
      let rules = members.rules.filter { rule in
        switch rule.command {
        case .select, .delete: false
        case .insert: true
        case .update: !telling.isDisjoint(with: rule.allColumns)
        }
      }
      guard let first = rules.first else { return [] }
      return [
        Finding(
          members.name,
          "\(names(Set(rules.map(\.role)).sorted())) may write \(members.name), and so decide who is found in \(table.name)",
          at: first.location, notes: ["Directory stands at \(directory.location)"],
          fix:
            "let nobody write \(names(telling.sorted())), or accept it with the reason why whoever is named may be found"
        )
      ]
    }
  }
}
