import PolicyModel
import SchemaModel

/// A directory: of a person's row τ is the set of tenants that the person is a member of, for reading alone.
extension Oracle {
  /// Whether the row is found by a rule of the role: its person has a membership in the reach of that very role.
  ///
  /// A membership counts whether or not a rule shows it to the actor; what its table requires of each row binds here as it
  /// binds everywhere. Without a person nobody has a rule that finds any.
  package func lists(_ actor: Actor, by role: String, _ row: Row, _ world: World) -> Bool {
    guard actor.active, actor.principal != nil, let table = table(row.table), let directory = table.directory,
      let person = table.personColumn, let members = self.table(directory.members), let role = policy.role(role),
      holds(actor, role, at: row, world)
    else { return false }
    return world.rows(of: directory.members, where: [directory.person], are: [row[person]]).contains { membership in
      guard evaluate(directory.condition, membership, actor, world) == .true,
        meetsRequirements(actor, membership, members, world),
        case .tenant(let tenant) = belonging(of: membership, in: world)
      else { return false }
      return role.reach == .allTenants || actor.tenant.map { Value.equal($0, tenant) == .true } ?? false
    }
  }
}
