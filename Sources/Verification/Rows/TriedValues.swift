import PolicyModel
import SchemaModel

/// What is sent to each table, the same for every caller: new rows, and new values for columns of rows that stand there.
struct TriedValues: Sendable {
  /// Rows to insert, with the tenant that they are made for; "" where rows are shared.
  private(set) var newRows: [QualifiedName: [(owner: String, row: [String: String?])]] = [:]
  /// Columns in their order with the values that they are set to.
  private(set) var updates: [QualifiedName: [(column: String, values: [String?])]] = [:]

  /// For the tables of the stage; rows are known again by numbers that the fixture gives out.
  init(_ stage: Stage, _ tenants: TenantPair, _ fixture: inout Fixture) {
    for table in stage.tables {
      let owners: [String] = table.tenantColumn == nil ? [""] : tenants.both.map(\.key)
      newRows[table.name] = owners.flatMap { owner in
        let rows =
          table.classification == .tenants
          ? Self.newTenant(table, stage.policy, &fixture) : fixture.newRows(for: table, owner)
        return rows.map { (owner: owner, row: $0) }
      }
    }
    for table in stage.tables where table.table.primaryKey != nil {
      let columns = stage.rows[table.name]?.first?.keys.sorted() ?? []
      updates[table.name] = columns.compactMap { name in
        let known = table.table.column(name)
        if known?.generated == true || known?.identityAlways == true { return nil }
        return (column: name, values: Self.newValues(for: name, table, stage, tenants, fixture))
      }
    }
  }

  private static func newTenant(
    _ table: ResolvedTable, _ policy: ResolvedPolicy, _ fixture: inout Fixture
  ) -> [[String: String?]] {
    guard let column = table.table.column(policy.tenants.key) else { return [] }
    let key = TypedValues.plain(column, 9_009)
    return [fixture.complete([column.name: key], table, key ?? "")]
  }

  /// Values on both sides of each predicate; another tenant's for the tenant, another's parent for a reference.
  private static func newValues(
    for name: String, _ table: ResolvedTable, _ stage: Stage, _ tenants: TenantPair, _ fixture: Fixture
  ) -> [String?] {
    if name == table.tenantColumn { return [tenants.b, tenants.a] }
    if name == table.personColumn { return tenants.both.compactMap { fixture.persons[$0.key]?.first } }
    guard let column = table.table.column(name) else { return [] }
    if let key = table.table.foreignKeys.first(where: { $0.columns.contains(name) }),
      let index = key.columns.firstIndex(of: name)
    {
      var parents = stage.rows[key.parent] ?? []
      if table.acrossTenants, let place = key.columns.firstIndex(where: { $0 == table.personColumn }), place != index {
        // The key carries the person: each finds a row of its own among the first.
        var people: Set<String?> = []
        let first = parents.filter { people.insert($0[key.parentColumns[place]] ?? nil).inserted }
        parents = first + parents
      }
      var seen: Set<String?> = []
      return parents.map { $0[key.parentColumns[index]] ?? nil }
        .filter { seen.insert($0).inserted }.prefix(4).map(\.self)
    }
    let values = Boundaries(policy: stage.policy, snapshot: fixture.snapshot).values(of: column, in: table)
    let askers = tenants.both.flatMap { fixture.askers(for: name, of: table, $0.key).prefix(1) }
    if !values.isEmpty { return askers + values }
    return [TypedValues.enumerated(column, table.table)?.first ?? TypedValues.plain(column, 7_001)]
  }
}
