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
      let person = policy.members.flatMap { $0.table == table.name ? $0.person.name : nil }
      return ([table.personColumn, person].compactMap { $0 } + compared).compactMap(table.table.column)
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
    if binds.login { addLogins() }
    if logsInWithoutPerson { addAnonymousLogins() }
    if binds.pooled { addMemberships() }
    if namesNoPerson { addAnonymousMembers() }
    addMembersInPlace()
    if binds.session != nil { addSessions() }
    if opensWithoutPerson { addAnonymousSessions() }
    addIdentityView(
      Names.identity, identityQuery,
      can.securityBarrier ? identityPurpose : "Who asks, for views and routines: no row for nobody",
      needs: identitySources.map { "table \($0)" } + (readsMembersInPlace ? ["view \(MemberRoles.view)"] : []))
    if !levelRoles.isEmpty { addHoldings() }
    guard can.subqueryInPolicy else {
      addIdentityFunctions()
      addSessionRoutines()
      addPromotions()
      return addTenantsOfToday()
    }
    if !farRoles.isEmpty {
      addIdentityView(
        Names.reach, reachQuery,
        "The tenants that a floor admits: one's own, or every one, suspended ones too, for a role that reaches all",
        needs: ["view \(Names.identity)"])
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
    addSessionRoutines()
    addPromotions()
    addTenantsOfToday()
    addMemberTable()
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

  /// What the identity reads.
  private var identitySources: [QualifiedName] {
    (binds.login ? [Names.logins] : []) + (logsInWithoutPerson ? [Names.anonymousLogins] : [])
      + (binds.session != nil ? [Names.sessions] : binds.setting ? [Names.memberships] : [])
      + (opensWithoutPerson ? [Names.anonymousSessions] : []) + (namesNoPerson ? [Names.anonymousMembers] : [])
  }

  private var identityPurpose: String {
    let ways =
      (binds.login ? ["the login's name"] : []) + (binds.session != nil ? ["the token bound in this transaction"] : [])
      + (binds.setting ? ["what the application says it acts as, which proves nothing against whoever runs SQL"] : [])
    return "Who asks: a barrier view over \(ways.joined(separator: ", or ")); no row for nobody"
  }

  private var identityQuery: Query {
    var parts: [Query] = []
    if binds.login { parts.append(loginQuery) }
    if logsInWithoutPerson { parts.append(anonymousLoginQuery) }
    if binds.session != nil { parts.append(sessionQuery) }
    if binds.setting { parts.append(settingQuery) }
    if opensWithoutPerson { parts.append(anonymousQuery) }
    if namesNoPerson { parts.append(anonymousSettingQuery) }
    var query = parts[0]
    query.unionAll = Array(parts.dropFirst())
    return query
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
