import SchemaModel

/// Every name that a plan gives; the same on every machine.
struct Names {
  let policy: String
  static let identityOwner = "bailiwick_owner"
  static let tenants = QualifiedName("bailiwick", "tenants")
  static let principals = QualifiedName("bailiwick", "principals")
  static let logins = QualifiedName("bailiwick", "logins")
  static let memberships = QualifiedName("bailiwick", "memberships")
  static let sessions = QualifiedName("bailiwick", "sessions")
  static let anonymousLogins = QualifiedName("bailiwick", "anonymous_logins")
  static let anonymousSessions = QualifiedName("bailiwick", "anonymous_sessions")
  static let anonymousMembers = QualifiedName("bailiwick", "anonymous_members")
  static let canBind = QualifiedName("bailiwick", "can_bind")
  static let canBindAnonymous = QualifiedName("bailiwick", "can_bind_anonymous")
  static let loginLevels = QualifiedName("bailiwick", "login_levels")
  static let membershipLevels = QualifiedName("bailiwick", "membership_levels")
  static let holdings = QualifiedName("bailiwick", "holdings")
  static let roleChanges = QualifiedName("bailiwick", "role_changes")
  static let roleHistory = QualifiedName("bailiwick", "role_history")
  static let supportAccess = QualifiedName("bailiwick", "support_access")
  static let identity = QualifiedName("bailiwick", "identity")
  static let reach = QualifiedName("bailiwick", "reach")
  static let actingTenant = QualifiedName("bailiwick", "acting_tenant")
  static let actingPrincipal = QualifiedName("bailiwick", "acting_principal")
  static let reachesAll = QualifiedName("bailiwick", "reaches_all")
  static let currentTenant = QualifiedName("bailiwick", "current_tenant")
  static let currentPrincipal = QualifiedName("bailiwick", "current_principal")

  /// A role of the policy.
  func role(_ name: String) -> String { "\(policy)_\(name)" }
  /// The owner of the application's tables. Two underscores, so that a policy may have a role called "owner".
  var owner: String { "\(policy)__owner" }
  /// The owner of the generated views.
  var reader: String { "\(policy)__reader" }
  /// The owner of the generated routines.
  var writer: String { "\(policy)__writer" }
  /// What every pool login is a member of; it is no role of the policy.
  var pool: String { "\(policy)__pool" }
  /// What the authentication service's login is a member of; it serves no requests.
  var authenticator: String { "\(policy)__authenticator" }
  /// The function that says whether a role of the policy is held.
  static func gate(_ role: String) -> QualifiedName { QualifiedName("bailiwick", fit(["acts_as", role])) }
  /// The view that says which rows of a table are at something that roles are held at.
  static func placed(_ table: QualifiedName, by key: String, at level: String) -> QualifiedName {
    QualifiedName("bailiwick", fit(["placed", level, table.schema, table.name, key]))
  }
  /// The function that says which of them are where a role is held.
  static func placed(_ table: QualifiedName, by key: String, as role: String) -> QualifiedName {
    QualifiedName("bailiwick", fit(["placed_as", role, table.schema, table.name, key]))
  }
  /// The view or function that says who is found in a directory.
  static func directory(_ table: QualifiedName) -> QualifiedName {
    QualifiedName("bailiwick", fit(["directory", table.schema, table.name]))
  }
  /// The function that says at what a role of the policy is held.
  static func held(_ role: String) -> QualifiedName { QualifiedName("bailiwick", fit(["held_as", role])) }
  /// The schema of the generated routines.
  static func routineSchema(_ schema: String) -> String { fit([schema, "write"]) }
  /// A routine that writes the table.
  static func routine(_ table: QualifiedName, _ parts: [String]) -> QualifiedName {
    QualifiedName(routineSchema(table.schema), fit([table.name] + parts))
  }
  /// The schema of the generated views.
  static func viewSchema(_ schema: String) -> String { fit([schema, "view"]) }
  /// The view that shows a table's columns as each may see them.
  static func view(of table: QualifiedName) -> QualifiedName { QualifiedName(viewSchema(table.schema), table.name) }

  /// The longest name that PostgreSQL keeps (NAMEDATALEN − 1).
  static let limit = 63

  /// The parts joined by `_`; where that is too long, its beginning and a checksum of the whole.
  static func fit(_ parts: [String]) -> String {
    let whole = parts.joined(separator: "_")
    guard whole.utf8.count > limit else { return whole }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in whole.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01b3 }
    let tail = String(hash, radix: 36)
    var head = whole
    while head.utf8.count > limit - 1 - tail.utf8.count { head.removeLast() }
    return "\(head)_\(tail)"
  }
}
