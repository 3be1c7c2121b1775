import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Roles that are held by support access alone.
  var supportRoles: [String] { policy.promotions.support.map { [$0.role] } ?? [] }

  /// Who may change what others are, and the record of it.
  mutating func addPromotions() {
    let promotions = policy.promotions
    if promotions.isEmpty { return }
    addRoleChanges()
    if !promotions.rights.isEmpty { addGrantRoutines() }
    if let support = promotions.support { addSupportRoutines(support) }
  }

  /// A role that has to end is held no other way, whoever writes the row.
  mutating func addSupportCheck() {
    guard let support = policy.promotions.support else { return }
    let held = Expression.binary(.column("roles"), .overlaps, .texts(supportRoles))
    addIdentityCheck(
      "memberships_support_ends", on: Names.memberships,
      .or([
        .not(held),
        .and([
          .binary(.column("roles"), .containedBy, .texts(supportRoles)),
          .binary(.column("valid_until"), .less, .literal(.text(forever))),
        ]),
      ]), "\"\(support.role)\" stands alone and has an end", support.location)
  }

  private mutating func addRoleChanges() {
    let table = Names.roleChanges
    addIdentityTable(
      table,
      [
        ColumnDefinition("id", .uuid, primaryKey: true, default: .call(.randomUUID, [])),
        ColumnDefinition("changed_at", .timestamptz, notNull: true, default: .call(.statementTimestamp, [])),
        ColumnDefinition("tenant_id", tenantType, notNull: true),
        ColumnDefinition("principal_id", principalType, notNull: true),
        ColumnDefinition("role", .text, notNull: true),
        ColumnDefinition("given", .boolean, notNull: true),
        ColumnDefinition("reason", .text),
        ColumnDefinition("valid_until", .timestamptz),
        ColumnDefinition("opening", .uuid),
        ColumnDefinition("by_principal", principalType, notNull: true),
        ColumnDefinition("by_session", .text),
      ],
      [
        .check(
          name: "role_changes_support", .binary(.isNull(.column("reason")), .equal, .isNull(.column("valid_until"))))
      ],
      "Who gave or took which role of whom, and when; a session by the head of its hash. It refers to nothing, so that it "
        + "outlives those that it names")
    add(
      "index bailiwick.role_changes_tenant_idx", .identity,
      .createIndex("role_changes_tenant_idx", on: table, ["tenant_id", "principal_id"]),
      undo: .dropIndex(QualifiedName("bailiwick", "role_changes_tenant_idx")), "A tenant reads its own record",
      needs: ["table \(table)"])
    addRoutine(.keepRecord, "Refuses to change the record")
    let (moment, events): (TableTrigger.Timing, [TableTrigger.Event]) =
      can.statementTriggers ? (.beforeStatement, [.update, .delete, .truncate]) : (.beforeRow, [.update, .delete])
    let trigger = TableTrigger(
      "role_changes_kept", on: table, moment, events, runs: PromotionRoutine.keepRecord.name)
    add(
      "trigger \(table) \(trigger.name)", .identity, .createTrigger(trigger),
      undo: .dropTrigger(trigger.name, on: table), "The record is only ever added to, also by its owner",
      needs: ["table \(table)", "function \(trigger.routine)"])
    // What is taken from an owner there it keeps (logic test udf_security).
    guard can.bindsOwners else { return }
    add(
      "append only \(table)", .identity,
      create: [
        Step(
          .revoke(
            [.init(.update), .init(.delete), .init(.truncate)], on: [.relation(table)],
            from: [.role(Names.identityOwner)]), "What its owner's routines need is to add to it")
      ], remove: [], needs: ["table \(table)"])
  }

  private mutating func addGrantRoutines() {
    let rights = policy.promotions.rights
    let allowed = Expression.any(
      rights.map { right in
        .and([
          .equalsAny(.parameter("p_role"), .texts(right.roles)), isOne(of: right.givers),
        ])
      })
    var terms = terms(allowed)
    terms.members = memberSource.map { source in
      MemberWriting(source, rights: rights.map { .init($0.roles, givenBy: $0.givers) })
    }
    let who = Set(rights.map(\.role)).sorted().joined(separator: ", ")
    addCallable(.grant(terms), "\(who) may give the roles that MayGrant lists, in the tenant that they act for")
    addCallable(.revoke(terms), "\(who) may take them again; open sessions lose them at the next statement")
    let readers = Set(rights.flatMap(\.readers)).sorted()
    addRecordView(
      Names.roleHistory,
      [
        "changed_at", "principal_id", "role", "given", "reason", "valid_until", "by_principal", "by_session",
      ].map { .init(.column($0, of: "c")) },
      Query(
        [], from: [.init(Names.roleChanges, "c"), .init(Names.identity, "i", join: .inner(on: isOne(of: readers)))],
        where: .or([
          .binary(.column("tenant_id", of: "c"), .equal, .column("tenant_id", of: "i")),
          .column("reaches_all", of: "i"),
        ])), "The record of one's own tenant, for \(readers.joined(separator: ", "))")
  }

  private mutating func addSupportRoutines(_ support: ResolvedSupport) {
    let terms = terms(isOne(of: support.givers))
    let who = support.givers.joined(separator: ", ")
    addCallable(
      .openSupport(terms, longest: support.upTo.seconds),
      "\(who) may let in somebody from outside as \"\(support.role)\", for a reason and a while")
    addCallable(.endSupport(terms), "\(who) may end that before its time")
    func column(_ name: String, _ alias: String = "c") -> Expression { .column(name, of: alias) }
    let ofOwnTenant = Expression.binary(column("tenant_id", "i"), .equal, column("tenant_id"))
    // Who was let in is for the people of the tenant, not for whoever comes by.
    let isSomebody = policy.anonymousRoles.isEmpty ? [] : [Expression.isNotNull(column("principal_id", "i"))]
    addRecordView(
      Names.supportAccess,
      [
        .init(column("principal_id")), .init(column("role")), .init(column("reason")),
        .init(column("by_principal"), as: "opened_by"), .init(column("changed_at"), as: "opened_at"),
        .init(column("valid_until")), .init(column("changed_at", "e"), as: "ended_at"),
        .init(column("by_principal", "e"), as: "ended_by"),
      ],
      Query(
        [],
        from: [
          .init(Names.roleChanges, "c"),
          .init(Names.identity, "i", join: .inner(on: .all([ofOwnTenant] + isSomebody))),
          .init(Names.roleChanges, "e", join: .left(on: .binary(column("opening", "e"), .equal, column("id")))),
        ], where: .isNotNull(column("reason"))), "Who from outside was or is in one's own tenant, why, and until when")
  }

  private func terms(_ allowed: Expression) -> PromotionTerms {
    PromotionTerms(
      principal: principalType, tenant: tenantType, allowed: allowed, hasSession: binds.session != nil,
      supportRoles: supportRoles, follows: policy.members != nil)
  }

  private func isOne(of roles: [String]) -> Expression {
    .binary(.column("roles", of: "i"), .overlaps, .texts(roles))
  }

  private mutating func addRecordView(
    _ name: QualifiedName, _ items: [Query.Item], _ query: Query, _ purpose: String
  ) {
    var query = query
    query.items = items
    addIdentityView(name, query, purpose, needs: ["table \(Names.roleChanges)", "view \(Names.identity)"])
    grant(.select, on: .relation(name), to: [names.pool], purpose)
  }

  private mutating func addCallable(_ routine: PromotionRoutine, _ purpose: String) {
    addRoutine(routine, purpose)
    grant(.execute, on: .routine(routine.name, routine.types), to: [names.pool], purpose)
  }

  private mutating func addRoutine(_ routine: PromotionRoutine, _ purpose: String) {
    let object = Securable.routine(routine.name, routine.types)
    add(
      "function \(routine.name)", .identity,
      create: [
        Step(.createPromotionRoutine(routine), purpose),
        Step(.revoke([.init(.execute)], on: [object], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(routine.name, routine.types)),
      ], remove: [Step(.dropRoutine(routine.name, routine.types), "Takes back the function \(routine.name)")],
      needs: ["view \(Names.identity)", "table \(Names.roleChanges)"])
  }
}
