/// Whose connection a check uses. Each but the observer is a login of its own with a password of its own, or a session on the
/// login of the pool.
enum Who: String, Sendable, CaseIterable {
  case alderViewer, alderClerk, alderManager
  case birchViewer, birchClerk, birchManager
  /// The person of `alderClerk`, acting for Birch.
  case clerkElsewhere
  case auditor
  /// A login made by hand: it holds the viewer's role (in sessions: none), and no identity.
  case stranger
  /// The pool's login with nobody bound; a second pool; the login of the authentication service.
  case pool, otherPool, authenticator
  /// A superuser, who reads again what others wrote.
  case observer
  /// Not a login: the generated steps themselves.
  case migration

  /// Those whom the identity knows.
  static let provisioned: [Who] = [
    .alderViewer, .alderClerk, .alderManager, .birchViewer, .birchClerk, .birchManager, .clerkElsewhere, .auditor,
  ]

  /// The principal's id.
  var person: String {
    switch self {
    case .alderViewer: ID.id("a9", 1)
    case .alderClerk, .clerkElsewhere: ID.id("a9", 2)
    case .alderManager: ID.id("a9", 3)
    case .birchViewer: ID.id("b9", 1)
    case .birchClerk: ID.id("b9", 2)
    case .birchManager: ID.id("b9", 3)
    default: ID.id("e9", 1)
    }
  }

  /// The tenant; nil for whoever reaches all, or none.
  var tenant: String? {
    switch self {
    case .alderViewer, .alderClerk, .alderManager: ID.alder
    case .birchViewer, .birchClerk, .birchManager, .clerkElsewhere: ID.birch
    default: nil
    }
  }

  /// The policy's role.
  var role: String {
    switch self {
    case .alderViewer, .birchViewer, .stranger: "viewer"
    case .alderClerk, .birchClerk, .clerkElsewhere: "clerk"
    case .alderManager, .birchManager: "manager"
    case .auditor: "auditor"
    default: ""
    }
  }
}
