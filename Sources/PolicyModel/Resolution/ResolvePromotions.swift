package import Diagnostics

/// Who may change who is who, beside the operator.
package struct ResolvedPromotions: Hashable, Sendable {
  /// Who may give and take which roles.
  package var rights: [ResolvedGrantRight] = []
  /// The role that people from outside have for a while.
  package var support: ResolvedSupport?

  /// Whether anybody may change roles by a routine.
  package var isEmpty: Bool { rights.isEmpty && support == nil }
}

/// A role that may give others in its tenant.
package struct ResolvedGrantRight: Hashable, Sendable {
  /// The role that the clause names.
  package var role: String
  /// It and all that inherit from it, sorted.
  package var givers: [String]
  /// What may be given, sorted; closed under inheritance.
  package var roles: [String]
  /// Who may read the record, the givers among them, sorted.
  package var readers: [String]
  /// Where it stands.
  package var location: SourceLocation
}

/// Access for somebody from outside, with an end.
package struct ResolvedSupport: Hashable, Sendable {
  /// The role that is held no other way.
  package var role: String
  /// The role that opens and ends it, and all that inherit from it, sorted.
  package var givers: [String]
  /// The longest that one may last.
  package var upTo: Span
  /// Where it stands.
  package var location: SourceLocation
}

extension Resolver {
  /// Roles that give and are given all keep to one tenant, nobody gets more than what is listed, and whoever is there for
  /// support lets in nobody else.
  mutating func resolvePromotions(_ bindings: ResolvedBindings) -> ResolvedPromotions {
    var result = ResolvedPromotions()
    for clause in policy.promotions {
      needPools(bindings, "MayGrant", clause.location)
      let names = known([clause.role] + clause.roles, clause.location)
      for name in names { needOwnTenant(name, "MayGrant", clause.location) }
      refuseMore(clause)
      result.rights.append(
        ResolvedGrantRight(
          role: clause.role, givers: roles[clause.role]?.holders ?? [],
          roles: names.filter(clause.roles.contains),
          readers: Set(holders(clause.readers, clause.location) + (roles[clause.role]?.holders ?? [])).sorted(),
          location: clause.location))
    }
    result.support = resolveSupport(bindings, result.rights)
    return result
  }

  /// Whoever is given a role has the rules of all that it inherits from, so those have to be listed as well.
  private mutating func refuseMore(_ clause: MayGrantClause) {
    for name in clause.roles {
      let more = Set(roles[name]?.closure ?? []).subtracting(clause.roles).sorted()
      if let first = more.first {
        report(
          "AZ130", "\"\(clause.role)\" may give \"\(name)\", and with it \"\(first)\", which the clause does not list",
          clause.location, notes: ["\"\(name)\" inherits \(more.map { "\"\($0)\"" }.joined(separator: ", "))"],
          fix: "list \"\(first)\" as well, or leave \"\(name)\" out")
      }
    }
    if clause.roles.isEmpty {
      report(
        "AZ130", "\"\(clause.role)\" may give no role at all", clause.location, fix: "name the roles that it may give")
    }
  }

  private mutating func resolveSupport(
    _ bindings: ResolvedBindings, _ rights: [ResolvedGrantRight]
  ) -> ResolvedSupport? {
    for clause in policy.support.dropFirst() {
      report("AZ131", "the policy has two Support clauses", clause.location, fix: "keep one of them")
    }
    guard let clause = policy.support.first else { return nil }
    needPools(bindings, "Support", clause.location)
    for name in known([clause.role, clause.grantedBy], clause.location) {
      needOwnTenant(name, "Support", clause.location)
    }
    guard let role = roles[clause.role], let giver = roles[clause.grantedBy] else { return nil }
    if clause.upTo.seconds <= 0 {
      report(
        "AZ131", "support access of \(clause.upTo.seconds) seconds never works", clause.location, fix: "upTo: .hours(8)"
      )
    }
    if let heir = role.holders.first(where: { $0 != role.name }) {
      report(
        "AZ131", "role \"\(heir)\" inherits \"\(role.name)\", which is held by support access alone", clause.location,
        fix: "give the rules to both roles by name")
    }
    for right in rights {
      if right.roles.contains(role.name) {
        report(
          "AZ131", "\"\(role.name)\" is held by support access alone, but MayGrant lists it", right.location,
          notes: ["given that way, it would have no end and no reason"], fix: "leave it out of MayGrant")
      }
      if right.givers.contains(role.name) {
        report(
          "AZ131", "\"\(role.name)\" is there for support, but may give roles, as \"\(right.role)\" may",
          right.location, fix: "do not let \"\(role.name)\" inherit \"\(right.role)\"")
      }
    }
    if giver.holders.contains(role.name) {
      report(
        "AZ131", "\"\(role.name)\" would let itself in: it has the rules of \"\(giver.name)\"", clause.location,
        fix: "let a role open it that \"\(role.name)\" does not have")
    }
    return ResolvedSupport(
      role: role.name, givers: giver.holders, upTo: clause.upTo, location: clause.location)
  }

  private mutating func needPools(_ bindings: ResolvedBindings, _ what: String, _ location: SourceLocation) {
    if !bindings.pooled {
      report(
        "AZ130", "\(what) needs memberships, but every principal has a login of its own here", location,
        notes: ["what a login may do stands in its database roles, which only an operator changes"],
        fix: "Bind(.session(lifetime: .hours(12), idle: .minutes(30))), or `bailiwick principal grant`")
    }
  }

  private mutating func needOwnTenant(_ name: String, _ what: String, _ location: SourceLocation) {
    if roles[name]?.reach == .allTenants {
      report(
        "AZ130", "role \"\(name)\" reaches every tenant, but \(what) is about one's own", location,
        notes: ["who reaches every tenant is for an operator to say"], fix: "leave \"\(name)\" out")
    }
    if let level = policy.roles.first(where: { $0.name == name })?.level {
      report(
        "AZ130", "role \"\(name)\" is held at a \(level), but \(what) is about the whole tenant", location,
        notes: ["the routines name no \(level)"], fix: "leave \"\(name)\" out")
    }
  }
}
