import Diagnostics

/// Roles without a person keep to one tenant, have the rules of no role that persons hold, and give nobody anything.
extension Resolver {
  mutating func checkAnonymousRoles() {
    for role in policy.roles where role.anonymous {
      if role.reach == .allTenants {
        refuse(role, "reaches all tenants", "whoever reaches all tenants is somebody", "leave out reach: or anonymous:")
      }
      if let level = role.level {
        refuse(
          role, "is held at a \(level)", "at which \(level) a role is held is said of a person",
          "leave out at: or anonymous:")
      }
      for name in roles[role.name]?.closure ?? [] where roles[name]?.anonymous == false {
        refuse(
          role, "has what \"\(name)\" has, which is held by persons", "whoever comes without one would have it too",
          "let \"\(name)\" inherit \"\(role.name)\" instead, or declare it with anonymous: true")
      }
    }
    for clause in policy.promotions {
      for name in [clause.role] + clause.roles + clause.readers where roles[name]?.anonymous == true {
        report(
          "AZ134", "MayGrant names \"\(name)\", which is held without a person", clause.location,
          notes: ["roles are given by persons, to persons, and who gave which is about persons"],
          fix: "leave \"\(name)\" out")
      }
    }
    for clause in policy.support {
      for name in [clause.role, clause.grantedBy] where roles[name]?.anonymous == true {
        report(
          "AZ134", "Support names \"\(name)\", which is held without a person", clause.location,
          notes: ["a person lets a person in, and both stand in the record"], fix: "name a role that persons hold")
      }
    }
  }

  private mutating func refuse(_ role: RoleClause, _ what: String, _ note: String, _ fix: String) {
    report("AZ134", "role \"\(role.name)\" is anonymous, but \(what)", role.location, notes: [note], fix: fix)
  }

  /// Whatever is said of the person is unknown where there is none; this alone would be known.
  mutating func refuseAskingForNoPerson(_ atom: Predicate, _ location: SourceLocation) {
    guard policy.roles.contains(where: \.anonymous) else { return }
    report(
      "AZ134", "\"\(atom)\" asks whether there is a person, which a rule says by its role", location,
      fix: "leave it out, and give the rule to roles that are anonymous, or to roles that are not")
  }
}
