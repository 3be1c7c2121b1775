import PolicyModel
import SchemaModel

/// λ: at what of a level a row is.
extension Oracle {
  /// What the row's own column says, or its parents' in the actor's tenant: NULL where one of them is missing, or where a
  /// requirement withholds it from the actor, so that it leads nowhere.
  package func place(of row: Row, at level: String, for actor: Actor, _ world: World) -> Value {
    guard let table = table(row.table) else { return .null }
    if let column = table.levelColumns[level] { return row[column] }
    guard let path = table.levelPaths[level] else { return .null }
    var current = row
    for hop in path.hops {
      let named = world.rows(of: hop.parent, where: [hop.parentKey], are: [current[hop.child]])
      let parent = named.first { parent in
        guard let table = self.table(hop.parent), case .tenant(let tenant) = belonging(of: parent, in: world),
          let acting = actor.tenant
        else { return false }
        return Value.equal(tenant, acting) == .true && meetsRequirements(actor, parent, table, world)
      }
      guard let parent else { return .null }
      current = parent
    }
    return current[path.column]
  }

  /// Whether the actor has the role for this row: held in the whole tenant, itself or by what inherits it, or at the level
  /// that the row is at. A row at none is for those of the whole tenant alone. Without a person only such roles are held as
  /// are for that, and a person holds none of them.
  func holds(_ actor: Actor, _ role: ResolvedRole, at row: Row, _ world: World) -> Bool {
    actor.roles.contains { name in
      guard let held = policy.role(name), held.closure.contains(role.name), held.anonymous == (actor.principal == nil)
      else { return false }
      guard let level = held.level else { return true }
      let place = place(of: row, at: level, for: actor, world)
      return actor.levels[name, default: []].contains { Value.equal($0, place) == .true }
    }
  }
}
