package import SchemaModel

/// A routine of the bind contract: who may open, keep and end sessions, and how a transaction says on whose behalf it runs.
package enum SessionRoutine: Hashable, Sendable {
  /// Turns a token into settings of this transaction, which the identity judges. `path` are the schemas that it sets.
  case bind(path: [String])
  /// Names principal and tenant in settings of this transaction: forgeable by whoever can run SQL. `anonymous`: it might say
  /// instead that there is no person, which is unsaid.
  case actAs(path: [String], anonymous: Bool)
  /// Names the tenant in a setting of this transaction, and says in another that there is no person: as forgeable.
  case actAsAnonymous(path: [String])
  /// Opens a session of a principal for a tenant, on a pool, for some time, by the hash of its token. `inPlace`: the
  /// application's table, read where it stands, says who is a member.
  case open(principal: SQLType, tenant: SQLType, pool: String, lifetime: Int, idle: Int, inPlace: Bool)
  /// Opens a session without a person for a tenant, with some of the roles that are for those.
  case openAnonymous(tenant: SQLType, roles: [String], pool: String, lifetime: Int, idle: Int)
  /// Lets an open session live on for another idle window; says whether there is one. `anonymous`: there are some without
  /// a person, in a table of their own.
  case refresh(idle: Int, anonymous: Bool, inPlace: Bool)
  /// Ends one session.
  case end(anonymous: Bool)
  /// Ends all sessions without a person of a tenant.
  case endAnonymous(tenant: SQLType)
  /// Ends all sessions of a principal.
  case endAll(principal: SQLType)
  /// Suspends a principal and ends its sessions.
  case revoke(principal: SQLType, inPlace: Bool)

  /// Its name.
  package var name: QualifiedName {
    let name =
      switch self {
      case .bind: "bind"
      case .actAs: "act_as"
      case .actAsAnonymous: "act_as_anonymous"
      case .open: "open_session"
      case .openAnonymous: "open_anonymous_session"
      case .endAnonymous: "end_anonymous_sessions"
      case .refresh: "refresh_session"
      case .end: "end_session"
      case .endAll: "end_sessions"
      case .revoke: "revoke_principal"
      }
    return QualifiedName("bailiwick", name)
  }

  /// The types of its arguments.
  package var types: [SQLType] { parameters.map(\.type) }

  var parameters: [Routine.Parameter] {
    switch self {
    case .bind: [.init("p_token", .text)]
    case .actAs: [.init("p_principal", .text), .init("p_tenant", .text)]
    case .actAsAnonymous: [.init("p_tenant", .text)]
    case .open(let principal, let tenant, _, _, _, _):
      [
        .init("p_token_hash", .bytes), .init("p_principal", principal), .init("p_tenant", tenant),
        .init("p_pool", .name), .init("p_lifetime", .interval),
      ]
    case .openAnonymous(let tenant, _, _, _, _):
      [
        .init("p_token_hash", .bytes), .init("p_tenant", tenant), .init("p_roles", .array(.text)),
        .init("p_pool", .name), .init("p_lifetime", .interval),
      ]
    case .endAnonymous(let tenant): [.init("p_tenant", tenant)]
    case .refresh, .end: [.init("p_token_hash", .bytes)]
    case .endAll(let principal), .revoke(let principal, _): [.init("p_principal", principal)]
    }
  }

  /// What `bailiwick.anonymous` holds where there is no person.
  package static let noPerson = "true"

  /// How long statements, locks and pauses may last in a transaction that a pool binds.
  static let timeouts = [
    ("statement_timeout", "30s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "60s"),
  ]
}
