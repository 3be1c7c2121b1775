import SchemaModel

/// How to tell, after a runner is gone, whether its last statement took effect.
package enum Postcondition: Hashable, Sendable {
  /// It did when all of these hold.
  case facts([CatalogFact])
  /// No catalog says it in words that two engines share, such as a body or a default; running it again changes nothing.
  case repeatable
  /// Rows, not objects: it commits together with the note that it ran.
  case rows
}

extension Statement {
  /// What the catalog says once CockroachDB has run the statement; nil where nothing tells, and a person has to.
  ///
  /// No `default`: whoever adds a statement decides what it is here. A fact is named only where it cannot have held before
  /// the statement for another reason: OR REPLACE, a new default or ALTER POLICY are run again instead.
  package var postcondition: Postcondition? {
    switch self {
    case .createRoles(let roles): .facts(roles.map { CatalogFact(.role($0)) })
    case .dropRole(let role): .facts([.no(.role(role))])
    case .grantRole(let role, let member): .facts([CatalogFact(.membership(of: role, member: member))])
    case .revokeRole(let role, let member): .facts([.no(.membership(of: role, member: member))])
    case .createSchema(let schema, let owner):
      .facts([CatalogFact(.schema(schema)), CatalogFact(.owner(.schema(schema), owner))])
    case .dropSchema(let schema): .facts([.no(.schema(schema))])
    case .createTable(let table, _, _): .facts([CatalogFact(.relation(table))])
    case .dropTable(let name), .dropView(let name): .facts([.no(.relation(name))])
    case .createIndex(let name, let table, _, _, _): .facts([CatalogFact(.index(QualifiedName(table.schema, name)))])
    case .dropIndex(let index, _): .facts([.no(.index(index))])
    case .dropFunction(let name): .facts([.no(.routine(name, arguments: 0))])
    case .dropRoutine(let name, let types): .facts([.no(.routine(name, arguments: types.count))])
    case .setOwner(let object, let owner): .facts([CatalogFact(.owner(object.owned, owner ?? "root"))])
    case .alterTable(let table, let change): change.postcondition(of: table)
    case .createPolicy(let policy): .facts([CatalogFact(.policy(.init(policy)))])
    case .dropPolicy(let name, let table): .facts([.no(.policyName(table, name))])
    case .createTrigger(let trigger): .facts([CatalogFact(.trigger(trigger.table, trigger.name))])
    case .dropTrigger(let name, let table): .facts([.no(.trigger(table, name))])
    case .grant(let privileges, let objects, let grantees, grantable: false):
      Self.held(privileges, objects, grantees, true) ?? .repeatable
    case .revoke(let privileges, let objects, let grantees):
      Self.held(privileges, objects, grantees, false) ?? .repeatable
    case .backfill, .insert, .followMembers, .refuse, .query: .rows
    case .guardTransaction, .alterRole, .createView, .createFunction, .createRoutine, .createSessionRoutine,
      .createPromotionRoutine, .createMemberRoutine, .alterPolicy, .grant, .defaultPrivileges:
      .repeatable
    }
  }

  /// Privileges of roles on whole tables; for other objects, columns and PUBLIC the engines keep different books.
  private static func held(
    _ privileges: [PrivilegeSpec], _ objects: [Securable], _ grantees: [Grantee], _ holds: Bool
  ) -> Postcondition? {
    var tables: [QualifiedName] = []
    for object in objects {
      guard case .relation(let name) = object else { return nil }
      tables.append(name)
    }
    var roles: [String] = []
    for grantee in grantees {
      guard case .role(let name) = grantee else { return nil }
      roles.append(name)
    }
    let all = privileges.map(\.privilege) == [.all]
    guard privileges.allSatisfy({ $0.columns.isEmpty }), !tables.isEmpty, !roles.isEmpty,
      all ? !holds : !privileges.isEmpty
    else { return nil }
    return .facts([CatalogFact(.privileges(all ? [] : privileges.map(\.privilege), tables, roles), holds: holds)])
  }
}

extension TableChange {
  fileprivate func postcondition(of table: QualifiedName) -> Postcondition? {
    switch self {
    case .addColumn(let name, _): .facts([CatalogFact(.column(table, name))])
    case .dropColumn(let name): .facts([.no(.column(table, name))])
    case .setNotNull(let name): .facts([CatalogFact(.notNull(table, name))])
    case .setDefault: .repeatable
    case .dropDefault(let name): .facts([.no(.columnDefault(table, name))])
    // As CREATE UNIQUE INDEX; without a name a second run would make a second one.
    case .add(.unique(let name, _)): name.map { .facts([CatalogFact(.index(QualifiedName(table.schema, $0)))]) }
    case .add(.uniqueWithNulls), .add(.primaryKey): nil
    case .add(.foreignKey(let key)): .facts([CatalogFact(.constraint(table, key.name))])
    case .add(.check(let name, _)): .facts([CatalogFact(.constraint(table, name))])
    case .dropConstraint(let name): .facts([.no(.constraint(table, name))])
    case .enableRowSecurity: .facts([CatalogFact(.rowSecurity(table)), CatalogFact(.forcedRowSecurity(table))])
    case .disableRowSecurity: .facts([.no(.rowSecurity(table)), .no(.forcedRowSecurity(table))])
    case .force: .facts([CatalogFact(.forcedRowSecurity(table))])
    case .noForce: .facts([.no(.forcedRowSecurity(table))])
    }
  }
}

extension Ownable {
  fileprivate var owned: CatalogFact.Owned {
    switch self {
    case .schema(let name): .schema(name)
    case .table(let name), .view(let name), .sequence(let name): .relation(name)
    case .routine(let name, let types): .routine(name, arguments: types.count)
    }
  }
}

extension Statement {
  /// The statement as those that are sent one by one: a postcondition is one statement's.
  package var parts: [Statement] {
    switch self {
    case .createRoles(let roles): roles.map { .createRoles([$0]) }
    case .refuse(let queries, let message): queries.map { .refuse(ifAny: [$0], message: message) }
    default: [self]
    }
  }
}
