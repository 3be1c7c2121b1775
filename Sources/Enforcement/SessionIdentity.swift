import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What a principal may be in a tenant, or in all: sessions and settings take their roles from here.
  mutating func addMemberships() {
    addIdentityTable(
      Names.memberships,
      [
        ColumnDefinition("id", .uuid, primaryKey: true, default: .call(.randomUUID, [])),
        ColumnDefinition("principal_id", principalType, notNull: true),
        ColumnDefinition("principal_active", .boolean, notNull: true, default: .bool(true)),
        ColumnDefinition("tenant_id", tenantType),
        ColumnDefinition("tenant_active", .boolean, notNull: true, default: .bool(true)),
        ColumnDefinition("roles", .array(.text), notNull: true),
        ColumnDefinition("valid_until", .timestamptz, notNull: true, default: .literal(.text(forever))),
      ],
      [
        statusKey("memberships_principal_fkey", ["principal_id", "principal_active"], Names.principals),
        statusKey("memberships_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants),
        can.nullsNotDistinct
          ? .uniqueWithNulls(["principal_id", "tenant_id"]) : .unique(name: nil, ["principal_id", "tenant_id"]),
        .unique(name: nil, travels("id")),
      ], "What a principal may be, for one tenant or (NULL) for all; the last key is what sessions follow")
    if !can.nullsNotDistinct && !farRoles.isEmpty { addFarKey() }
    addIdentityCheck(
      "memberships_known_roles", on: Names.memberships, readsMembersInPlace ? rolesBesideMembers : knownRoles,
      readsMembersInPlace
        ? "Roles that reach all tenants or are held for support; the others stand in the application's table"
        : "Roles that the policy declares")
    addIdentityCheck(
      "memberships_reach", on: Names.memberships, reachOfRoles(.isNull(.column("tenant_id"))),
      "A role that reaches all tenants stands alone")
    addSupportCheck()
    addIdentityIndexes(Names.memberships)
    if !levelRoles.isEmpty { addLevels(Names.membershipLevels, of: Names.memberships, key: "id", .uuid) }
  }

  /// What a session copies from its membership and keeps in step with it by the key's cascade.
  private func travels(_ id: String) -> [String] {
    can.arrayKeys ? [id, "principal_active", "tenant_active", "roles", "valid_until"] : [id, "principal_id"]
  }

  /// The plain key takes two memberships in all tenants for different ones.
  private mutating func addFarKey() {
    let (name, table) = ("memberships_far_key", Names.memberships)
    add(
      "index bailiwick.\(name)", .identity,
      .createIndex(name, on: table, ["principal_id"], unique: true, where: .isNull(.column("tenant_id"))),
      undo: .dropIndex(QualifiedName("bailiwick", name), unique: true), "One membership in all tenants is enough",
      needs: ["table \(table)"])
  }

  /// Open sessions, by the hash of a token that no server stores.
  mutating func addSessions() {
    let follows = ForeignKey(
      "sessions_membership_fkey", travels("membership_id"), Names.memberships, travels("id"),
      onDelete: .cascade, onUpdate: .cascade)
    let copied = [
      ColumnDefinition("principal_active", .boolean, notNull: true),
      ColumnDefinition("tenant_id", tenantType),
      ColumnDefinition("tenant_active", .boolean, notNull: true),
      ColumnDefinition("reaches_all", .boolean, notNull: true),
      ColumnDefinition("roles", .array(.text), notNull: true),
      ColumnDefinition("valid_until", .timestamptz, notNull: true),
    ]
    let oneReach = Constraint.check(
      name: "sessions_one_reach", .binary(.column("reaches_all"), .equal, .isNull(.column("tenant_id"))))
    addIdentityTable(
      Names.sessions,
      [
        ColumnDefinition("token_hash", .bytes, primaryKey: true),
        ColumnDefinition("pool", .name, notNull: true),
        ColumnDefinition("membership_id", .uuid, notNull: true),
        ColumnDefinition("principal_id", principalType, notNull: true),
      ] + (can.arrayKeys ? copied : []) + [
        ColumnDefinition("expires_at", .timestamptz, notNull: true),
        ColumnDefinition("idle_at", .timestamptz, notNull: true),
      ],
      [
        .foreignKey(follows),
        .check(
          name: "sessions_token_hash",
          .binary(.call(.octetLength, [.column("token_hash")]), .equal, .literal(.integer(32)))),
      ] + (can.arrayKeys ? [oneReach] : []),
      "Open sessions, by the SHA-256 of a token that is stored nowhere; suspension, removal of a role and the end of a "
        + (can.arrayKeys
          ? "membership arrive by the key's cascade, so that identity is the reading of one row"
          : "membership are read from the membership itself"))
    add(
      "index bailiwick.sessions_membership_idx", .identity,
      .createIndex("sessions_membership_idx", on: Names.sessions, ["membership_id"]),
      undo: .dropIndex(QualifiedName("bailiwick", "sessions_membership_idx")), "The key that the cascade searches by",
      needs: ["table \(Names.sessions)"])
    add(
      "index bailiwick.sessions_principal_idx", .identity,
      .createIndex("sessions_principal_idx", on: Names.sessions, ["principal_id"]),
      undo: .dropIndex(QualifiedName("bailiwick", "sessions_principal_idx")), "All sessions of a principal end at once",
      needs: ["table \(Names.sessions)"])
  }

  /// Who opens and ends sessions, and how a transaction says on whose behalf it runs.
  mutating func addSessionRoutines() {
    guard binds.pooled else { return }
    let path = schemas + Set(policy.tables.filter(needsView).map { Names.viewSchema($0.name.schema) }).sorted()
    if can.dialect == .cockroachdb { addBindingCheck() }
    guard let window = binds.session else {
      addSessionRoutine(
        .actAs(path: path, anonymous: namesNoPerson), to: names.pool,
        "Says in this transaction on whose behalf it runs, and sets path, role and timeouts; proves nothing")
      if namesNoPerson {
        addSessionRoutine(
          .actAsAnonymous(path: path), to: names.pool,
          "Says in this transaction for which tenant it runs, and that it is on nobody's behalf; proves nothing")
      }
      return
    }
    addSessionRoutine(
      .bind(path: path), to: names.pool,
      "Bind, with the caller's own rights: it turns a token into a setting, and the identity judges that")
    addSessionRoutine(
      .open(
        principal: principalType, tenant: tenantType, pool: names.pool, lifetime: window.lifetime.seconds,
        idle: window.idle.seconds, inPlace: readsMembersInPlace), to: names.authenticator,
      "Open: the authentication service hands in a hash, never the token; roles come from the membership")
    let anonymous = !policy.anonymousRoles.isEmpty
    if anonymous { addAnonymousRoutines(window) }
    addSessionRoutine(
      .refresh(idle: window.idle.seconds, anonymous: anonymous, inPlace: readsMembersInPlace), to: names.authenticator,
      "Refresh: another idle window for a session that is open; false where there is none")
    addSessionRoutine(.end(anonymous: anonymous), to: names.authenticator, "End one session")
    addSessionRoutine(.endAll(principal: principalType), to: names.authenticator, "End all sessions of a principal")
    addSessionRoutine(
      .revoke(principal: principalType, inPlace: readsMembersInPlace), to: names.authenticator,
      "Suspend a principal; its sessions end")
  }

  mutating func addSessionRoutine(_ routine: SessionRoutine, to role: String, _ purpose: String) {
    let object = Securable.routine(routine.name, routine.types)
    add(
      "function \(routine.name)", .identity,
      create: [
        Step(.createSessionRoutine(routine), purpose),
        Step(.revoke([.init(.execute)], on: [object], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(routine.name, routine.types)),
      ], remove: [Step(.dropRoutine(routine.name, routine.types), "Takes back the function \(routine.name)")],
      needs: ["view \(Names.identity)"])
    grant(.execute, on: object, to: [role], purpose)
  }
}
