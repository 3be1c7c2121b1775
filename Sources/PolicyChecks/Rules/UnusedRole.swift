import Diagnostics
import PolicyModel

extension Check {
  /// A role that nothing names.
  static let unusedRole = Check(
    "AZ301", .warning, "a role that nothing names",
    reason: """
      A role without a rule, an exemption or an heir can do no more than the roles it inherits, and nothing at all \
      where it inherits none. Most often a rule was forgotten or names another role.
      """,
    bad: """
      Role("viewer")
      Role("auditor", reach: .allTenants)
      Table("app.orders") { Allow(.select, to: "viewer") }
      """,
    good: """
      Role("viewer")
      Role("auditor", reach: .allTenants)
      Table("app.orders") { Allow(.select, to: "viewer", "auditor") }
      """
  ) { subject in
    let named = subject.namedRoles
    return subject.resolved.roles.filter { $0.holders == [$0.name] && !named.contains($0.name) }.map { role in
      let inherited =
        role.inherits.isEmpty ? "it may do nothing" : "it may do what \(names(role.inherits)) may, no more"
      return Finding(
        nil, "no rule names the role \"\(role.name)\"", at: role.location, notes: [inherited],
        fix: "allow it something, or leave it out")
    }
  }
}

extension Subject {
  /// Every role that a rule, an exemption or a claim names.
  fileprivate var namedRoles: Set<String> {
    let rules = [policy.tenants.rules] + policy.tables.map(\.rules)
    let allowed = rules.flatMap(\.allows).flatMap(\.roles)
    let exempt =
      rules.flatMap(\.requires).flatMap(\.except) + rules.flatMap(\.hides).flatMap(\.except)
      + rules.flatMap(\.masks).flatMap(\.except)
    // Whoever may give roles, or let in others, may do something even where no table names the role.
    let giving = policy.promotions.map(\.role) + policy.support.map(\.grantedBy)
    return Set(allowed + exempt + giving + policy.claims.flatMap(\.roles))
  }
}
