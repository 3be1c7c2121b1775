import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

/// Sessions without a person stand in a table of their own. It has no column for one and takes no role that persons hold, and
/// every other table of identities takes none of its roles: nobody comes to be there, or to be here, by a row that changes.
extension Compiler {
  /// Whether there may be sessions without a person.
  var opensWithoutPerson: Bool { binds.session != nil && !policy.anonymousRoles.isEmpty }

  mutating func addAnonymousSessions() {
    let table = Names.anonymousSessions
    addIdentityTable(
      table,
      [
        ColumnDefinition("token_hash", .bytes, primaryKey: true),
        ColumnDefinition("pool", .name, notNull: true),
        ColumnDefinition("tenant_id", tenantType, notNull: true),
        ColumnDefinition("tenant_active", .boolean, notNull: true),
        ColumnDefinition("roles", .array(.text), notNull: true),
        ColumnDefinition("expires_at", .timestamptz, notNull: true),
        ColumnDefinition("idle_at", .timestamptz, notNull: true),
      ],
      [
        .foreignKey(
          ForeignKey(
            "anonymous_sessions_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants, ["id", "active"],
            onDelete: .cascade, onUpdate: .cascade)),
        .check(
          name: "anonymous_sessions_token_hash",
          .binary(.call(.octetLength, [.column("token_hash")]), .equal, .literal(.integer(32)))),
      ], "Open sessions without a person, by the SHA-256 of a token that is stored nowhere")
    addIdentityCheck(
      "anonymous_sessions_known_roles", on: table, atLeastOne(of: policy.anonymousRoles),
      "Roles that the policy declares as held without a person", anonymousLocation)
    let index = "anonymous_sessions_tenant_idx"
    add(
      "index bailiwick.\(index)", .identity, .createIndex(index, on: table, ["tenant_id"]),
      undo: .dropIndex(QualifiedName("bailiwick", index)), "The key that the cascade searches by",
      needs: ["table \(table)"])
  }

  mutating func addAnonymousRoutines(_ window: SessionWindow) {
    let roles = policy.anonymousRoles
    addSessionRoutine(
      .openAnonymous(
        tenant: tenantType, roles: roles, pool: names.pool, lifetime: window.lifetime.seconds,
        idle: window.idle.seconds), to: names.authenticator,
      "Open without a person: for a tenant that may act, with \(roles.joined(separator: ", ")) or some of them")
    addSessionRoutine(
      .endAnonymous(tenant: tenantType), to: names.authenticator, "End all sessions without a person of a tenant")
  }

  /// The session without a person whose token was bound in this very transaction.
  var anonymousQuery: Query {
    anonymous(
      Self.answer, token: can.dialect == .postgresql ? .boundTokenHash : .sharedHash(.setting("bailiwick.token")),
      and: .isBoundHere)
  }

  func anonymous(_ columns: [String], token: Expression, and bound: Expression? = nil) -> Query {
    func session(_ name: String) -> Expression { .column(name, of: "a") }
    let now = Expression.call(.statementTimestamp, [])
    // Whoever opens sessions might give one token to two: it is the person's then.
    let person = Query(
      [.init(.literal(.integer(1)))], from: [.init(Names.sessions, "o")],
      where: .binary(.column("token_hash", of: "o"), .equal, session("token_hash")))
    return Query(
      columns.map { name in
        switch name {
        case "principal_id": .init(.literal(.null), as: name)
        case "reaches_all": .init(.bool(false), as: name)
        default: .init(session(name))
        }
      }, from: [.init(Names.anonymousSessions, "a")],
      where: .and(
        [.binary(session("token_hash"), .equal, token)] + [bound].compactMap(\.self) + [
          .binary(session("pool"), .equal, .sessionUser), session("tenant_active"),
          .binary(session("expires_at"), .greater, now), .binary(session("idle_at"), .greater, now),
          .not(.exists(person)),
        ] + isNoPrincipal + isOfToday))
  }

  var anonymousLocation: SourceLocation {
    policy.roles.first(where: \.anonymous)?.location ?? .unknown
  }
}
