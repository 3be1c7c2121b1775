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
          name: "\(name.name)_known_roles", .isIn(.column("role"), roles.map { .literal(.text($0)) })),
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

  /// What one of the roles is held at, as an array.
  func heldLevels(of roles: [String]) -> Expression {
    .arrayQuery(
      Query(
        [.init(.column("level_id", of: "h"))], from: [.init(Names.holdings, "h")],
        where: .isIn(.column("role", of: "h"), roles.map { .literal(.text($0)) })))
  }
}
