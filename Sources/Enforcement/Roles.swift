import PolicyModel
import SQLSyntax

extension Compiler {
  /// NOLOGIN roles: the owners, one for each role of the policy, and the inheritance among them.
  mutating func addRoles() {
    var owners = [
      (Names.identityOwner, "Owner of the identity; nobody may become it"),
      (names.owner, "Owner of the application's tables; bound by row security like anyone"),
      (names.reader, "Owner of the generated views; may read and nothing else"),
    ]
    if hasRoutines { owners.append((names.writer, "Owner of the generated routines; bound by policies of its own")) }
    for (role, purpose) in owners { addRole(role, inherits: false, Step(.createRoles([role]), purpose)) }
    if binds.pooled {
      let pool = binds.session != nil ? "binds the sessions of its requests" : "says on whose behalf it acts"
      addRole(
        names.pool, inherits: true,
        Step(
          .createRoles([names.pool]), "What every pool login is a member of, and of no role besides; it \(pool)",
          binds.location))
    }
    if binds.session != nil {
      addRole(
        names.authenticator, inherits: true,
        Step(
          .createRoles([names.authenticator]),
          "What the authentication service's login is a member of; it opens sessions and serves no requests",
          binds.location))
    }
    guard binds.login else { return }
    for role in policy.roles {
      let far =
        role.reach == .allTenants
        ? "; its logins hold no other role" : role.anonymous ? "; its logins are no person's" : ""
      addRole(
        names.role(role.name), inherits: true,
        Step(.createRoles([names.role(role.name)]), "Role \"\(role.name)\"\(far)", role.location))
    }
    for role in policy.roles {
      for parent in role.inherits.sorted() {
        let (member, group) = (names.role(role.name), names.role(parent))
        add(
          "membership \(member) in \(group)", .grants, .grantRole(group, to: member),
          undo: .revokeRole(group, from: member), "\"\(role.name)\" inherits \"\(parent)\"", role.location,
          needs: ["role \(member)", "role \(group)"])
      }
    }
  }

  /// On PostgreSQL the roles are made by one statement for all, and what each is for stands with its attributes.
  private func attributes(_ step: Step) -> String {
    can.dialect == .postgresql ? step.purpose : "Nobody logs in as it, also where the role was there before"
  }

  private mutating func addRole(_ role: String, inherits: Bool, _ step: Step) {
    add(
      "role \(role)", .roles,
      create: [step, Step(.alterRole(role, inherits: inherits), attributes(step), step.location)],
      remove: [Step(.dropRole(role), "The role goes where no other database uses it", step.location)])
    // The owner's own privileges pass to the next owner.
    guard role != names.owner && role != Names.identityOwner else { return }
    // Whatever was granted by hand meanwhile goes before anything stops guarding it, or the role could not be dropped.
    add(
      "privileges of \(role)", .grants, create: [],
      remove: [
        Step(
          .revoke([.init(.all)], on: schemas.map(Securable.allTables), from: [.role(role)]),
          "Also what was granted to \(role) by hand", step.location)
      ])
  }
}
