import Diagnostics
package import PolicyModel
package import SQLSyntax
package import SchemaModel

extension MemberSource {
  /// The table as generated SQL reads and writes it.
  package init?(_ policy: ResolvedPolicy, in snapshot: SchemaSnapshot) {
    guard let members = policy.members, let table = snapshot.table(members.table) else { return nil }
    func standsAlone(_ column: String) -> Bool {
      table.columns.allSatisfy { other in
        [members.person.name, members.tenant, column].contains(other.name) || !other.notNull || other.generated
          || other.identityAlways || other.defaultExpression != nil
      }
    }
    var givers: [Giver] = []
    if let named = members.named {
      let values = named.values.map { Value($0.name, gives: $0.role) }
      let label = snapshot.enumLabels(of: named.type).flatMap { _ in QualifiedName(parsing: named.type) }
      let type = label.map(SQLType.named) ?? SQLType(argument: named.type) ?? .text
      givers.append(
        Giver(
          named.column.name,
          named.isSet ? .set(values, type) : .value(values, type, nullable: !named.column.notNull),
          standsAlone: standsAlone(named.column.name)))
    }
    givers += members.flags.map { flag in
      Giver(flag.name, .flag(role: flag.role), standsAlone: standsAlone(flag.name))
    }
    self.init(
      members.table, person: members.person.name, tenant: members.tenant, givers: givers, several: members.several,
      supportRoles: policy.promotions.support.map { [$0.role] } ?? [],
      where: members.condition.map {
        Compiler(policy: policy, snapshot: snapshot, engine: policy.engine).sql(
          $0, Site(row: "a", asks: .joined("i")), table)
      }, asking: members.condition?.columns ?? [])
  }
}

extension Compiler {
  /// The application's table that says who is who; nil where the identity keeps it.
  var memberSource: MemberSource? { MemberSource(policy, in: snapshot) }

  /// Memberships follow the application's table: sessions follow memberships by their key, so that identity stays the
  /// reading of one row, and what anybody writes there reaches it at the next statement.
  mutating func addMemberTable() {
    guard let source = memberSource, let at = policy.members?.location, !readsMembersInPlace else { return }
    addFollower(
      .settle(source, principal: principalType, tenant: tenantType),
      "One principal's membership in one tenant becomes what \(source.table) says now")
    addFollower(.follow(source), "What is written into \(source.table) is followed, whoever writes it")
    addFollower(.welcome(source), "A tenant that is let act later has its members in \(source.table) already")
    let follow = MemberRoutine.follow(source).name
    addFollowing(
      TableTrigger("bailiwick_members", on: source.table, .afterRow, [.insert, .update, .delete], runs: follow),
      "A row gives roles as long as it is there")
    addFollowing(
      TableTrigger("bailiwick_members_emptied", on: source.table, .beforeStatement, [.truncate], runs: follow),
      "No trigger of rows sees a table emptied")
    addFollowing(
      TableTrigger(
        "tenants_members", on: Names.tenants, .afterRow, [.insert], runs: MemberRoutine.welcome(source).name),
      "Members of a tenant act as soon as it may")
    add(
      "members of today", .identity,
      create: [
        Step(.followMembers(source), "Who is in \(source.table) today is a member; nobody else is", at)
      ], remove: [], needs: ["table \(Names.memberships)", "tenants of today"], readsAll: [source.table])
    openMemberTable(source)
  }

  /// The identity's owner reads the table, and writes it for whoever may give roles; it is nobody's login.
  mutating func openMemberTable(_ source: MemberSource) {
    let (owner, at) = ([Names.identityOwner], policy.members?.location ?? .unknown)
    let relation = Securable.relation(source.table)
    grant(.usage, on: .schema(source.table.schema), to: owner, "The identity's owner looks inside the schema")
    grant(
      .select, readsMembersInPlace ? nil : source.watched, on: relation, to: owner,
      readsMembersInPlace ? "Identity reads the table" : "Memberships follow the table", at)
    if policy.promotions.rights.isEmpty { return }
    let purpose = "Whoever may give roles writes the row by a routine"
    let columns = source.givers.map(\.column)
    grant(.update, readsMembersInPlace ? nil : columns, on: relation, to: owner, purpose, at)
    if source.givers.contains(where: \.standsAlone) {
      grant(.insert, readsMembersInPlace ? nil : source.columns, on: relation, to: owner, purpose, at)
      if let table = snapshot.table(source.table) {
        grantSequences(behind: table.columns.map(\.name), of: table, to: owner, at)
      }
    }
    let takesRows = source.givers.contains { giver in
      if case .value(_, _, let nullable) = giver.kind { !nullable || source.several } else { false }
    }
    if takesRows { grant(.delete, on: relation, to: owner, purpose, at) }
  }

  private mutating func addFollower(_ routine: MemberRoutine, _ purpose: String) {
    let object = Securable.routine(routine.name, routine.types)
    add(
      "follower \(routine.name)", .identity,
      create: [
        Step(.createMemberRoutine(routine), purpose, policy.members?.location ?? .unknown),
        Step(.revoke([.init(.execute)], on: [object], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(routine.name, routine.types)),
      ], remove: [Step(.dropRoutine(routine.name, routine.types), "Takes back the function \(routine.name)")],
      needs: ["table \(Names.memberships)", "table \(Names.principals)"])
  }

  private mutating func addFollowing(_ trigger: TableTrigger, _ purpose: String) {
    add(
      "trigger \(trigger.table) \(trigger.name)", .identity, .createTrigger(trigger),
      undo: .dropTrigger(trigger.name, on: trigger.table), purpose, policy.members?.location ?? .unknown,
      needs: ["follower \(trigger.routine)", "table \(Names.tenants)"])
  }

  /// Whether routines of the identity's owner read the table past its floor.
  func isMemberTable(_ table: ResolvedTable) -> Bool { policy.members?.table == table.name }

  /// The condition, or that a routine of the identity asks, which is what decides who anybody is: it can be asked by no
  /// floor that asks the identity. The owner is nobody's login, and nobody may become it.
  func unlessFollowing(_ condition: Expression, _ table: ResolvedTable) -> Expression {
    guard isMemberTable(table) else { return condition }
    return .any([condition, .binary(.currentUser, .equal, .literal(.text(Names.identityOwner)))])
  }

  /// What lets the identity's owner read the table, and write it within the tenant that is bound.
  mutating func addMemberRules() {
    guard let members = policy.members, let table = policy.table(members.table), !readsMembersInPlace else { return }
    let writes = !policy.promotions.rights.isEmpty
    let inside = Expression.binary(.column(members.tenant), .equal, site.identity("tenant_id"))
    addPolicy(
      RowPolicy(
        "members", on: table.name, restrictive: false, for: writes ? .all : .select, to: [.role(Names.identityOwner)],
        using: .bool(true), check: writes ? inside : nil), .rules,
      writes
        ? "Memberships follow the table; roles are given in the tenant that is bound" : "Memberships follow the table",
      members.location)
  }
}
