import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// The roles that are held at a level below the tenant.
  var levelRoles: [String] { policy.roles.filter { $0.level != nil }.map(\.name) }

  /// The type of the levels' keys.
  private var levelType: SQLType { policy.levels.first.flatMap { SQLType(catalog: $0.type) } ?? .uuid }

  /// At what a login or a membership holds its roles.
  mutating func addLevels(_ name: QualifiedName, of parent: QualifiedName, key: String, _ type: SQLType) {
    let holder = parent == Names.logins ? "login" : "membership_id"
    let roles = levelRoles
    addIdentityTable(
      name,
      [
        ColumnDefinition(holder, type, notNull: true), ColumnDefinition("role", .text, notNull: true),
        ColumnDefinition("level_id", levelType, notNull: true),
      ],
      [
        .unique(name: nil, [holder, "role", "level_id"]),
        .foreignKey(ForeignKey("\(name.name)_fkey", [holder], parent, [key], onDelete: .cascade)),
        .check(
          name: "\(name.name)_known_roles", .equalsAny(.column("role"), .texts(roles))),
      ], "At what of a level roles are held; in the whole tenant they are held by none of these",
      needs: ["table \(parent)"])
  }

  /// What whoever asks holds, and at what.
  mutating func addHoldings() {
    /// The query that finds the identity, joined with what is held; it says who asks in one place. A role that was taken
    /// away may have left rows behind: they open nothing unless the identity, read as `alias`, still has the role.
    func part(
      _ identity: Query, of alias: String, _ table: QualifiedName, _ holder: String, _ key: Expression
    ) -> Query {
      var query = identity
      query.condition = .all(
        [query.condition].compactMap(\.self) + [.equalsAny(.column("role", of: "h"), .column("roles", of: alias))])
      query.items = [.init(.column("role", of: "h")), .init(.column("level_id", of: "h"))]
      query.from.append(
        .init(table, "h", join: .inner(on: .binary(.column(holder, of: "h"), .equal, key))))
      return query
    }
    var parts: [Query] = []
    if binds.login { parts.append(part(loginQuery, of: "l", Names.loginLevels, "login", .column("login", of: "l"))) }
    if binds.session != nil {
      parts.append(
        part(
          sessionQuery, of: can.arrayKeys ? "s" : "m", Names.membershipLevels, "membership_id",
          .column("membership_id", of: "s")))
    }
    if binds.setting {
      parts.append(part(settingQuery, of: "m", Names.membershipLevels, "membership_id", .column("id", of: "m")))
    }
    var query = parts[0]
    query.unionAll = Array(parts.dropFirst())
    addIdentityView(
      Names.holdings, query, "At what of a level whoever asks holds roles: nothing for nobody",
      needs: ["view \(Names.identity)"]
        + (binds.login ? ["table \(Names.loginLevels)"] : [])
        + (binds.pooled ? ["table \(Names.membershipLevels)"] : []))
  }

  /// Whether the value is a key that one of the roles is held at; the roles are given closed under inheritance.
  func isHeld(_ value: Expression, by roles: [String]) -> Expression {
    if can.subqueryInPolicy { return .equalsAny(value, .arrayQuery(held(by: roles, .column("level_id", of: "h")))) }
    // A role's function knows of all that inherit from it, so those need none of their own.
    let first = roles.filter { role in !roles.contains { $0 != role && holders($0).contains(role) } }
    return .any(first.map { .equalsAny(value, .routine(Names.held($0), [])) })
  }

  private func held(by roles: [String], _ value: Expression) -> Query {
    Query(
      [.init(value)], from: [.init(Names.holdings, "h")],
      where: .equalsAny(.column("role", of: "h"), .texts(roles)))
  }

  /// At what each role is held, for policies that may hold no subquery; nothing is no array, and no key is in it.
  mutating func addHoldingFunctions() {
    for role in levelRoles {
      let keys = Expression.call(.arrayAggregate, [.column("level_id", of: "h")])
      addIdentityFunction(
        Names.held(role), .array(levelType), held(by: holders(role).filter { level($0) != nil }, keys),
        "At what \"\(role)\" is held, or a role that inherits it", needs: "view \(Names.holdings)")
    }
  }
}
