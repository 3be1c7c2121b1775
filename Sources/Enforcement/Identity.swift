import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// The type of a tenant's key.
  var tenantType: SQLType { SQLType(catalog: policy.tenants.type) ?? .uuid }

  /// The type of a principal's id: that of the columns which hold one.
  var principalType: SQLType { principalColumns.first.flatMap { SQLType(catalog: $0.type) } ?? .uuid }

  /// The columns that hold a principal's id or are compared with one.
  var principalColumns: [Column] {
    policy.tables.flatMap { table -> [Column] in
      let compared = predicates(of: table).flatMap(\.atoms).compactMap { atom -> String? in
        switch atom {
        case .compare(.column(let name), _, .me), .compare(.me, _, .column(let name)): name
        default: nil
        }
      }
      return ([table.personColumn].compactMap { $0 } + compared).compactMap(table.table.column)
    }
  }

  /// Every predicate that a table's rules hold.
  func predicates(of table: ResolvedTable) -> [Predicate] {
    table.rules.flatMap { [$0.condition, $0.resulting] } + table.requires.map(\.predicate)
  }

  /// The roles that reach every tenant.
  var farRoles: [String] { policy.roles.filter { $0.reach == .allTenants }.map(\.name) }

  /// Tables and views that say who a login is.
  mutating func addIdentity() {
    let owner = Names.identityOwner
    add(
      "schema bailiwick", .identity, .createSchema("bailiwick", owner: owner), undo: .dropSchema("bailiwick"),
      "The runtime schema, with nothing for PUBLIC", needs: ["role \(owner)"])
    addIdentityTable(
      Names.tenants,
      [
        ColumnDefinition("id", tenantType, primaryKey: true),
        ColumnDefinition("active", .boolean, notNull: true, default: .bool(true)),
      ], [.unique(name: nil, ["id", "active"])], "Tenants that may act; the pair is a key, so that a status can travel")
    addIdentityTable(
      Names.principals,
      [
        ColumnDefinition("id", principalType, primaryKey: true),
        ColumnDefinition("active", .boolean, notNull: true, default: .bool(true)),
      ], [.unique(name: nil, ["id", "active"])], "People and services that may act")
    addIdentityTable(
      Names.logins, loginColumns, loginConstraints,
      "One login is one principal acting for one tenant, or for all; suspension arrives by the keys' cascade, so that "
        + "identity is the reading of one row")
    addLoginCheck("logins_known_roles", knownRoles, "Roles that the policy declares")
    addLoginCheck("logins_reach", reachOfRoles, "A role that reaches all tenants is held by logins of its own")
    for (name, column) in [("logins_principal_idx", "principal_id"), ("logins_tenant_idx", "tenant_id")] {
      add(
        "index bailiwick.\(name)", .identity, .createIndex(name, on: Names.logins, [column]),
        undo: .dropIndex(QualifiedName("bailiwick", name)), "The key that a cascade searches by",
        needs: ["table \(Names.logins)"])
    }
    addIdentityView(
      Names.identity, identityQuery,
      can.securityBarrier
        ? "Who asks: a barrier view over the login's name, no row for nobody"
        : "Who asks, for views and routines: no row for nobody",
      needs: "table \(Names.logins)")
    guard can.subqueryInPolicy else { return addTenantsOfToday() }
    if !farRoles.isEmpty {
      addIdentityView(
        Names.reach, reachQuery,
        "The tenants that a floor admits: one's own, or every one, suspended ones too, for a role that reaches all",
        needs: "view \(Names.identity)")
    }
    addDefaultFunction(
      Names.currentTenant, tenantType, "tenant_id", "Default of a tenant column: a DEFAULT holds no subquery")
    if !principalColumns.isEmpty {
      addDefaultFunction(Names.currentPrincipal, principalType, "principal_id", "Default of a person column")
    }
    add(
      "closed routines bailiwick", .identity,
      create: [
        Step(
          .revoke([.init(.all)], on: [.allRoutines(schema: "bailiwick")], from: [.everybody]),
          "EXECUTE is PUBLIC's by default")
      ], remove: [], needs: ["function \(Names.currentTenant)", "function \(Names.currentPrincipal)"])
    addTenantsOfToday()
  }

  private mutating func addTenantsOfToday() {
    let clause = policy.tenants
    // Tenants that live elsewhere are provisioned by name, each of them.
    if clause.external { return }
    add(
      "tenants of today", .identity,
      create: [
        Step(
          .insert(
            Names.tenants, ["id"],
            Query([.init(.column(clause.key, of: "t"))], from: [.init(clause.table, "t")])),
          "Tenants that exist today may act; later ones are provisioned")
      ], remove: [], needs: ["table \(Names.tenants)"], readsAll: [clause.table])
  }

  private var loginColumns: [ColumnDefinition] {
    [
      ColumnDefinition("login", .name, primaryKey: true),
      ColumnDefinition("principal_id", principalType, notNull: true),
      ColumnDefinition("principal_active", .boolean, notNull: true, default: .bool(true)),
      ColumnDefinition("tenant_id", tenantType),
      ColumnDefinition("tenant_active", .boolean),
      ColumnDefinition("reaches_all", .boolean, notNull: true, default: .bool(false)),
      ColumnDefinition("roles", .array(.text), notNull: true),
      ColumnDefinition("expires_at", .timestamptz, notNull: true, default: .literal(.text(forever))),
    ]
  }

  /// Whether CockroachDB stores "infinity" is *unconfirmed*, so a year that nobody waits for stands there.
  private var forever: String { can.dialect == .postgresql ? "infinity" : "9999-12-31 00:00:00+00" }

  private var loginConstraints: [Constraint] {
    func key(_ name: String, _ columns: [String], _ parent: QualifiedName) -> Constraint {
      .foreignKey(ForeignKey(name, columns, parent, ["id", "active"], onUpdate: .cascade))
    }
    let none = Expression.isNull(.column("tenant_id"))
    return [
      key("logins_principal_fkey", ["principal_id", "principal_active"], Names.principals),
      key("logins_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants),
      .check(
        name: "logins_one_reach",
        .and([
          .binary(.column("reaches_all"), .equal, none),
          .binary(none, .equal, .isNull(.column("tenant_active"))),
        ])),
    ]
  }

  private var knownRoles: Expression {
    .and([
      .binary(.call(.cardinality, [.column("roles")]), .greater, .literal(.integer(0))),
      .binary(.column("roles"), .containedBy, .texts(policy.roles.map(\.name))),
    ])
  }

  private var reachOfRoles: Expression {
    let far = Expression.column("reaches_all")
    if farRoles.isEmpty { return .not(far) }
    return .and([
      .binary(.binary(.column("roles"), .overlaps, .texts(farRoles)), .equal, far),
      .or([.not(far), .binary(.column("roles"), .containedBy, .texts(farRoles))]),
    ])
  }

  private var identityQuery: Query {
    Query(
      ["principal_id", "tenant_id", "roles", "reaches_all"].map { Query.Item(.column($0, of: "l")) },
      from: [.init(Names.logins, "l")], where: isAsking)
  }

  /// The row of `bailiwick.logins`, called `l`, of whoever asks.
  var isAsking: Expression {
    func column(_ name: String) -> Expression { .column(name, of: "l") }
    let now = Expression.call(.statementTimestamp, [])
    var parts: [Expression] = [
      .binary(column("login"), .equal, .sessionUser), column("principal_active"),
      .or([column("tenant_active"), column("reaches_all")]), .binary(column("expires_at"), .greater, now),
    ]
    if can.dialect == .cockroachdb {
      // AS OF SYSTEM TIME reads logins as they were then, and who was revoked since would be let in (issue 51861). That the
      // transaction's time tells is *unconfirmed*.
      parts.append(
        .binary(
          .binary(now, .minus, .call(.transactionTimestamp, [])), .less, .literal(.typed("5 minutes", .interval))))
    }
    return .and(parts)
  }

  private var reachQuery: Query {
    let far = Expression.column("reaches_all", of: "i")
    return Query(
      [.init(.column("tenant_id", of: "i"))], from: [.init(Names.identity, "i")], where: .not(far),
      unionAll: [
        Query(
          [.init(.column("id", of: "t"))], from: [.init(Names.tenants, "t")],
          where: .subquery(Query([.init(far)], from: [.init(Names.identity, "i")])))
      ])
  }
}
