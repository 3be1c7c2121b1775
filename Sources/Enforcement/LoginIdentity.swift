import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Logins that are principals: whoever connects as one is that principal.
  mutating func addLogins() {
    addIdentityTable(
      Names.logins, loginColumns, loginConstraints,
      "One login is one principal acting for one tenant, or for all; suspension arrives by the keys' cascade, so that "
        + "identity is the reading of one row")
    addIdentityCheck(
      "logins_known_roles", on: Names.logins, knownRoles, "Roles that the policy declares")
    addIdentityCheck(
      "logins_reach", on: Names.logins, reachOfRoles(.column("reaches_all")),
      "A role that reaches all tenants is held by logins of its own")
    addIdentityIndexes(Names.logins)
    if !levelRoles.isEmpty { addLevels(Names.loginLevels, of: Names.logins, key: "login", .name) }
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
  var forever: String { can.dialect == .postgresql ? "infinity" : "9999-12-31 00:00:00+00" }

  private var loginConstraints: [Constraint] {
    let none = Expression.isNull(.column("tenant_id"))
    return [
      statusKey("logins_principal_fkey", ["principal_id", "principal_active"], Names.principals),
      statusKey("logins_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants),
      .check(
        name: "logins_one_reach",
        .and([
          .binary(.column("reaches_all"), .equal, none),
          .binary(none, .equal, .isNull(.column("tenant_active"))),
        ])),
    ]
  }

  /// What a person may be: some of the roles that persons hold.
  var knownRoles: Expression { atLeastOne(of: policy.roles.filter { !$0.anonymous }.map(\.name)) }

  /// At least one of the roles, and no other.
  func atLeastOne(of roles: [String]) -> Expression {
    // An array of nothing has no type.
    if roles.isEmpty { return .bool(false) }
    return .and([
      .binary(.call(.cardinality, [.column("roles")]), .greater, .literal(.integer(0))),
      .binary(.column("roles"), .containedBy, .texts(roles)),
    ])
  }

  /// That roles which reach all tenants, and they alone, stand where all are reached.
  func reachOfRoles(_ far: Expression) -> Expression {
    if farRoles.isEmpty { return .not(far) }
    return .and([
      .binary(.binary(.column("roles"), .overlaps, .texts(farRoles)), .equal, far),
      .or([.not(far), .binary(.column("roles"), .containedBy, .texts(farRoles))]),
    ])
  }

  var loginQuery: Query {
    func column(_ name: String) -> Expression { .column(name, of: "l") }
    let asks: [Expression] = [
      .binary(column("login"), .equal, .sessionUser), column("principal_active"),
      .or([column("tenant_active"), column("reaches_all")]),
      .binary(column("expires_at"), .greater, .call(.statementTimestamp, [])),
    ]
    return Query(
      ["principal_id", "tenant_id", "roles", "reaches_all"].map { Query.Item(column($0)) },
      from: [.init(Names.logins, "l")], where: .and(asks + isOfToday))
  }

  /// On CockroachDB, AS OF SYSTEM TIME reads the identity as it was then, and who was revoked since would be let in (issue
  /// 51861). That the transaction's time tells is *unconfirmed*.
  var isOfToday: [Expression] {
    guard can.dialect == .cockroachdb else { return [] }
    let age = Expression.binary(.call(.statementTimestamp, []), .minus, .call(.transactionTimestamp, []))
    return [.binary(age, .less, .literal(.typed("5 minutes", .interval)))]
  }
}
