import PolicyModel
import SchemaModel

/// Whose a row is.
enum Belonging: Hashable {
  case tenant(Value)
  case everyTenant
  /// No tenant's: its person's.
  case person
  /// An internal table's: no tenant's, for roles that reach all where rules name them.
  case house
  case nobody
}

extension Oracle {
  /// τ: the tenant of the row, whether or not anybody sees the parents that lead to it.
  ///
  /// Nil where the row is nobody's (the column is NULL, a parent is missing, no such tenant exists), on internal tables,
  /// and on shared ones, which belong to every tenant.
  package func tenant(of row: Row, in world: World) -> Value? {
    if case .tenant(let value) = belonging(of: row, in: world) { value } else { nil }
  }

  func belonging(of row: Row, in world: World) -> Belonging {
    guard let table = table(row.table) else { return .nobody }
    switch table.classification {
    case .shared: return .everyTenant
    case .personal: return .person
    case .internal: return .house
    // A tenant's own row proves that the tenant exists only once it is there: making tenants is provisioning.
    case .tenants: return known(row[policy.tenants.key], in: world)
    case .owned(let column, .column): return known(row[column], in: world)
    case .owned(_, .generated(let path)):
      var current = row
      for hop in path {
        let key = current.values(of: hop.key.columns)
        let parents = world.rows(of: hop.parent, where: hop.key.parentColumns, are: key)
        guard let parent = parents.first else { return .nobody }
        current = parent
      }
      return current.table == row.table ? .nobody : belonging(of: current, in: world)
    }
  }

  /// A tenant that exists; a key that names none is as good as NULL.
  func known(_ tenant: Value, in world: World) -> Belonging {
    let found = world.rows(of: policy.tenants.table, where: [policy.tenants.key], are: [tenant])
    return found.isEmpty ? .nobody : .tenant(tenant)
  }

  /// Whether a row that stands is in the reach of one role, never of another that the actor also holds.
  ///
  /// Where rows are a person's across tenants, that it is the actor's own stands instead of the tenant, whatever the reach
  /// of the role.
  func reaches(_ actor: Actor, by role: String, _ belonging: Belonging, _ row: Row, _ world: World) -> Bool {
    guard let table = table(row.table), table.acrossTenants else {
      return admits(actor, by: role, belonging, row, world)
    }
    guard actor.active, let role = policy.role(role), holds(actor, role, at: row, world) else { return false }
    return owns(actor, row, table)
  }

  /// Whether a row of that belonging is in the reach of one role by its tenant: so is every new one, a person's too, since
  /// nobody leaves rows with a tenant that they do not act for.
  func admits(_ actor: Actor, by role: String, _ belonging: Belonging, _ row: Row, _ world: World) -> Bool {
    guard actor.active, let role = policy.role(role), holds(actor, role, at: row, world) else { return false }
    switch belonging {
    case .nobody: return false
    case .everyTenant, .person: return true
    case .house: return role.reach == .allTenants
    case .tenant(let tenant):
      switch role.reach {
      case .allTenants: return true
      case .ownTenant: return actor.tenant.map { Value.equal($0, tenant) == .true } ?? false
      }
    }
  }

  /// Whether the row is the actor's own where rows belong to persons. No rule can set this aside, whatever its reach.
  func owns(_ actor: Actor, _ row: Row, _ table: ResolvedTable) -> Bool {
    guard let column = table.personColumn else { return true }
    return actor.principal.map { Value.equal($0, row[column]) == .true } ?? false
  }
}
