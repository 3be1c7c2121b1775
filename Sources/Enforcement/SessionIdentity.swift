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
        .uniqueWithNulls(["principal_id", "tenant_id"]), .unique(name: nil, Self.travelling("id")),
      ], "What a principal may be, for one tenant or (NULL) for all; the last key is what sessions follow")
    addIdentityCheck("memberships_known_roles", on: Names.memberships, knownRoles, "Roles that the policy declares")
    addIdentityCheck(
      "memberships_reach", on: Names.memberships, reachOfRoles(.isNull(.column("tenant_id"))),
      "A role that reaches all tenants stands alone")
    addIdentityIndexes(Names.memberships)
  }

  /// What a session copies from its membership and keeps in step with it by the key's cascade.
  private static func travelling(_ id: String) -> [String] {
    [id, "principal_active", "tenant_active", "roles", "valid_until"]
  }

  /// Open sessions, by the hash of a token that no server stores.
  mutating func addSessions() {
    let follows = ForeignKey(
      "sessions_membership_fkey", Self.travelling("membership_id"), Names.memberships, Self.travelling("id"),
      onDelete: .cascade, onUpdate: .cascade)
    addIdentityTable(
      Names.sessions,
      [
        ColumnDefinition("token_hash", .bytes, primaryKey: true),
        ColumnDefinition("pool", .name, notNull: true),
        ColumnDefinition("membership_id", .uuid, notNull: true),
        ColumnDefinition("principal_id", principalType, notNull: true),
        ColumnDefinition("principal_active", .boolean, notNull: true),
        ColumnDefinition("tenant_id", tenantType),
        ColumnDefinition("tenant_active", .boolean, notNull: true),
        ColumnDefinition("reaches_all", .boolean, notNull: true),
        ColumnDefinition("roles", .array(.text), notNull: true),
        ColumnDefinition("valid_until", .timestamptz, notNull: true),
        ColumnDefinition("expires_at", .timestamptz, notNull: true),
        ColumnDefinition("idle_at", .timestamptz, notNull: true),
      ],
      [
        .foreignKey(follows),
        .check(
          name: "sessions_token_hash",
          .binary(.call(.octetLength, [.column("token_hash")]), .equal, .literal(.integer(32)))),
        .check(
          name: "sessions_one_reach", .binary(.column("reaches_all"), .equal, .isNull(.column("tenant_id")))),
      ],
      "Open sessions, by the SHA-256 of a token that is stored nowhere; suspension, removal of a role and the end of a "
        + "membership arrive by the key's cascade, so that identity is the reading of one row")
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

  private static let answer = ["principal_id", "tenant_id", "roles", "reaches_all"]

  /// The session whose token was bound in this very transaction, on the pool that it was opened for.
  var sessionQuery: Query {
    func column(_ name: String) -> Expression { .column(name, of: "s") }
    let now = Expression.call(.statementTimestamp, [])
    return Query(
      Self.answer.map { .init(column($0)) }, from: [.init(Names.sessions, "s")],
      where: .and([
        .binary(column("token_hash"), .equal, .boundTokenHash), .isBoundHere,
        .binary(column("pool"), .equal, .sessionUser), column("principal_active"), column("tenant_active"),
        .binary(column("expires_at"), .greater, now), .binary(column("idle_at"), .greater, now),
        .binary(column("valid_until"), .greater, now),
      ]))
  }

  /// The membership that the settings of this very transaction name; a login with an identity of its own has no other.
  var settingQuery: Query {
    func column(_ name: String) -> Expression { .column(name, of: "m") }
    let asked = Expression.setting("bailiwick.tenant", tenantType)
    let far = Expression.isNull(column("tenant_id"))
    let none = Expression.isNull(.setting("bailiwick.tenant", .text))
    var parts: [Expression] = [
      .binary(column("principal_id"), .equal, .setting("bailiwick.principal", principalType)), .isBoundHere,
      farRoles.isEmpty
        ? .binary(column("tenant_id"), .equal, asked)
        : .or([.binary(column("tenant_id"), .equal, asked), .and([far, none])]),
      column("principal_active"), column("tenant_active"),
      .binary(column("valid_until"), .greater, .call(.statementTimestamp, [])),
    ]
    if binds.login {
      parts.append(
        .not(
          .exists(
            Query([], from: [.init(Names.logins, "l")], where: .binary(.column("login", of: "l"), .equal, .sessionUser))
          )))
    }
    return Query(
      Self.answer.dropLast().map { .init(column($0)) } + [.init(far, as: "reaches_all")],
      from: [.init(Names.memberships, "m")], where: .and(parts))
  }

  /// Who opens and ends sessions, and how a transaction says on whose behalf it runs.
  mutating func addSessionRoutines() {
    guard binds.pooled else { return }
    let path = schemas + Set(policy.tables.filter(needsView).map { Names.viewSchema($0.name.schema) }).sorted()
    guard let window = binds.session else {
      return addSessionRoutine(
        .actAs(path: path), to: names.pool,
        "Says in this transaction on whose behalf it runs, and sets path, role and timeouts; proves nothing")
    }
    addSessionRoutine(
      .bind(path: path), to: names.pool,
      "Bind, with the caller's own rights: it turns a token into a setting, and the identity judges that")
    addSessionRoutine(
      .open(
        principal: principalType, tenant: tenantType, pool: names.pool, lifetime: window.lifetime.seconds,
        idle: window.idle.seconds), to: names.authenticator,
      "Open: the authentication service hands in a hash, never the token; roles come from the membership")
    addSessionRoutine(
      .refresh(idle: window.idle.seconds), to: names.authenticator,
      "Refresh: another idle window for a session that is open; false where there is none")
    addSessionRoutine(.end, to: names.authenticator, "End one session")
    addSessionRoutine(.endAll(principal: principalType), to: names.authenticator, "End all sessions of a principal")
    addSessionRoutine(
      .revoke(principal: principalType), to: names.authenticator, "Suspend a principal; its sessions end")
  }

  private mutating func addSessionRoutine(_ routine: SessionRoutine, to role: String, _ purpose: String) {
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
