import Diagnostics
import PolicyModel

extension Check {
  /// No row makes anybody what the policy gives rules to.
  static let unheldRole = Check(
    "AZ352", .warning, "no row makes anybody what a role's rules are for",
    reason: """
      Where the application's own table says who is what, nobody holds a role of a tenant that no value of it gives, \
      itself or by inheritance. Its rules are for nobody, most often because a value was forgotten, or is spelt \
      differently in the table.
      """,
    bad: """
      Role("clerk")
      Role("manager")
      Members(in: "app.members", person: "user_id", tenant: "org_id", role: "role", map: ["admin": "manager"])
      """,
    good: """
      Role("clerk")
      Role("manager")
      Members(
        in: "app.members", person: "user_id", tenant: "org_id", role: "role",
        map: ["admin": "manager", "staff": "clerk"])
      """
  ) { subject in
    guard let members = subject.resolved.members else { return [] }
    let elsewhere = subject.resolved.promotions.support?.role
    let given = Set(members.roles.flatMap(subject.closure) + (elsewhere.map(subject.closure) ?? []))
    return subject.resolved.roles.filter {
      $0.reach == .ownTenant && !$0.anonymous && !given.contains($0.name)
    }.map { role in
      Finding(
        nil, "no row of \(members.table) makes anybody \"\(role.name)\"", at: role.location,
        notes: ["Members stands at \(members.location)"],
        fix: "give \"\(role.name)\" a value in map: or a flag, or leave it out")
    }
  }
}
