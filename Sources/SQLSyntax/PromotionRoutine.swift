package import SchemaModel

/// A routine by which whoever is bound changes what others are: checked, performed and recorded in one transaction.
package enum PromotionRoutine: Hashable, Sendable {
  /// Gives a role to a principal in the tenant of who is bound; says whether anything changed.
  case grant(PromotionTerms)
  /// Takes one.
  case revoke(PromotionTerms)
  /// Lets somebody from outside in, for a reason and a while.
  case openSupport(PromotionTerms, longest: Int)
  /// Ends that before its time; says whether there was any.
  case endSupport(PromotionTerms)
  /// Refuses whatever would change the record.
  case keepRecord

  /// Its name.
  package var name: QualifiedName {
    let name =
      switch self {
      case .grant: "grant_role"
      case .revoke: "revoke_role"
      case .openSupport: "open_support"
      case .endSupport: "end_support"
      case .keepRecord: "keep_record"
      }
    return QualifiedName("bailiwick", name)
  }

  /// The types of its arguments.
  package var types: [SQLType] { parameters.map(\.type) }

  var parameters: [Routine.Parameter] {
    switch self {
    case .grant(let terms), .revoke(let terms): [.init("p_principal", terms.principal), .init("p_role", .text)]
    case .openSupport(let terms, _):
      [.init("p_principal", terms.principal), .init("p_reason", .text), .init("p_duration", .interval)]
    case .endSupport(let terms): [.init("p_principal", terms.principal)]
    case .keepRecord: []
    }
  }
}

/// What a routine that changes roles is held to.
package struct PromotionTerms: Hashable, Sendable {
  /// The type of a principal's id.
  package var principal: SQLType
  /// The type of a tenant's key.
  package var tenant: SQLType
  /// When who is bound may: over the identity, called `i`, and over `p_role` where a role is named.
  package var allowed: Expression
  /// Whether who is bound has a session that could end meanwhile.
  package var hasSession: Bool
  /// The roles that are held by support access alone.
  package var supportRoles: [String]
  /// Whether memberships follow the application's table.
  package var follows: Bool
  /// That table, where a role is given or taken.
  package var members: MemberWriting?
  /// Creates terms.
  package init(
    principal: SQLType, tenant: SQLType, allowed: Expression, hasSession: Bool, supportRoles: [String],
    follows: Bool = false,
    members: MemberWriting? = nil
  ) {
    self.principal = principal
    self.tenant = tenant
    self.allowed = allowed
    self.hasSession = hasSession
    self.supportRoles = supportRoles
    self.follows = follows
    self.members = members
  }
}

/// How a role is written into the application's table.
package struct MemberWriting: Hashable, Sendable {
  /// The table.
  package var source: MemberSource
  /// Roles, and who may give or take them.
  package struct Right: Hashable, Sendable {
    package var roles: [String]
    package var givers: [String]
    /// Creates a right.
    package init(_ roles: [String], givenBy givers: [String]) {
      self.roles = roles
      self.givers = givers
    }
  }
  /// Who may give or take what; the same of a role that changes along with the one that is named.
  package var rights: [Right]
  /// Creates a way of writing.
  package init(_ source: MemberSource, rights: [Right]) {
    self.source = source
    self.rights = rights
  }

  /// When who is bound may give or take the role of the row `c`: over the identity, called `i`.
  var mayChange: Expression {
    .any(rights.map { .and([.equalsAny(.column("role", of: "c"), .texts($0.roles)), Self.isOne(of: $0.givers)]) })
  }

  /// When who is bound may give or take the role: over the identity, called `i`.
  func mayChange(_ role: String) -> Expression {
    .any(rights.filter { $0.roles.contains(role) }.map { Self.isOne(of: $0.givers) })
  }

  private static func isOne(of roles: [String]) -> Expression {
    .binary(.column("roles", of: "i"), .overlaps, .texts(roles))
  }
}
