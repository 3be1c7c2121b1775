package import SchemaModel

/// Who holds which role where by the application's own table, read in place: where nothing can follow the table, a membership
/// `m` of a tenant says no more than that somebody may have sessions there, and what they are is asked of a view over the table.
package enum MemberRoles {
  /// The view: a row for each principal, tenant and role, or several where several columns say the same.
  package static let view = QualifiedName("bailiwick", "member_roles")

  /// The roles of the membership: its own where all tenants are reached or somebody is there for support.
  package static var held: Expression {
    .when(
      own, then: roles,
      otherwise: .subquery(query([.init(.call(.arrayAggregate, [.column("role", of: "g")]))])))
  }

  /// Whether the membership gives anything.
  package static var isHeld: Expression { .or([own, given]) }

  /// Whether it gives nothing: the application's row went.
  static var isEmpty: Expression { .and([.not(own), .not(given)]) }

  private static let roles = Expression.column("roles", of: "m")

  static var own: Expression { .binary(.call(.cardinality, [roles]), .greater, .literal(.integer(0))) }

  private static var given: Expression { .exists(query([.init(.literal(.integer(1)))])) }

  private static func query(_ items: [Query.Item]) -> Query {
    query(items, of: .column("principal_id", of: "m"), in: .column("tenant_id", of: "m"))
  }

  /// What the table says of a principal in a tenant.
  static func query(_ items: [Query.Item], of principal: Expression, in tenant: Expression) -> Query {
    Query(
      items, from: [.init(view, "g")],
      where: .and([
        .binary(.column("principal_id", of: "g"), .equal, principal),
        .binary(.column("tenant_id", of: "g"), .equal, tenant),
      ]))
  }
}
