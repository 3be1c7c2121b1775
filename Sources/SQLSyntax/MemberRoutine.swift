package import SchemaModel

/// A routine by which memberships follow the application's own table. Only triggers and other routines of ours call it.
package enum MemberRoutine: Hashable, Sendable {
  /// Makes one principal's membership in one tenant what the table says now.
  case settle(MemberSource, principal: SQLType, tenant: SQLType)
  /// Runs after each row of the table, and before it is emptied.
  case follow(MemberSource)
  /// Runs when a tenant is let act: its members stand in the table already.
  case welcome(MemberSource)

  /// Its name.
  package var name: QualifiedName {
    let name =
      switch self {
      case .settle: "settle_member"
      case .follow: "follow_members"
      case .welcome: "follow_tenant"
      }
    return QualifiedName("bailiwick", name)
  }

  /// The types of its arguments.
  package var types: [SQLType] {
    switch self {
    case .settle(_, let principal, let tenant): [principal, tenant]
    case .follow, .welcome: []
    }
  }
}
