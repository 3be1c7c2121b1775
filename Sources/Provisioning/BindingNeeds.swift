package import PolicyModel

extension Policy {
  /// Whether principals have logins of their own.
  package var hasLogins: Bool { bindings.isEmpty || bindings.contains { $0.binding == .login } }
  /// Whether several principals share the login of a pool.
  package var hasPools: Bool { bindings.contains { $0.binding != .login } }
  /// How long sessions live; nil where nothing opens any.
  package var sessionWindow: SessionWindow? {
    bindings.lazy.compactMap { clause -> SessionWindow? in
      guard case .session(let window) = clause.binding else { return nil }
      return window
    }.first
  }
}

extension Policy {
  /// Roles that are held without a person.
  package var anonymousRoles: [String] { roles.filter(\.anonymous).map(\.name) }
  /// The tables that hold open sessions; none where nothing opens any.
  var sessionTables: [String] {
    guard sessionWindow != nil else { return [] }
    return ["bailiwick.sessions"] + (anonymousRoles.isEmpty ? [] : ["bailiwick.anonymous_sessions"])
  }
  /// The tables that hold logins with an identity; none where nobody has one.
  var loginTables: [String] {
    guard hasLogins else { return [] }
    return ["bailiwick.logins"] + (anonymousRoles.isEmpty ? [] : ["bailiwick.anonymous_logins"])
  }
  /// Whether the application may say by a setting that it acts for nobody in particular.
  var hasAnonymousMembers: Bool { bindings.contains { $0.binding == .setting } && !anonymousRoles.isEmpty }
  /// The tables that hold memberships; none where each principal has a login of its own.
  var memberTables: [String] {
    guard hasPools else { return [] }
    return ["bailiwick.memberships"] + (hasAnonymousMembers ? ["bailiwick.anonymous_members"] : [])
  }
  /// Roles that are held by support access alone.
  var supportRoles: [String] { support.map(\.role) }
}

extension Provisioner {
  /// Stops what would change a membership that stands in the application's table: its next row would undo that.
  ///
  /// - Parameters:
  ///   - tenant: Where; what reaches all tenants stands in the identity alone.
  ///   - roles: What the membership gives, or is to give. Support access is none of the table's.
  func needOwnMembers(in tenant: String?, _ roles: [String]) throws(ProvisioningError) {
    guard let clause = policy.members.first, tenant != nil, !policy.supportRoles.contains(where: roles.contains) else {
      return
    }
    throw .membersElsewhere(clause.table)
  }

  /// Stops what is about logins of principals where there are none.
  func needLogins() throws(ProvisioningError) {
    guard policy.hasLogins else { throw .noLogins }
  }

  /// Stops what is about members where each principal has a login of its own.
  func needPools() throws(ProvisioningError) {
    guard policy.hasPools else { throw .noPools }
  }

  /// Stops what is about sessions where nothing opens any; says how long they live.
  func needSessions() throws(ProvisioningError) -> SessionWindow {
    guard let window = policy.sessionWindow else { throw .noSessions(settings: policy.hasPools) }
    return window
  }
}
