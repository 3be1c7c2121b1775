/// What a statement runs as: one person, or none, acting for one tenant, with roles.
package struct Actor: Hashable, Sendable {
  /// The acting principal's id; nil where nobody in particular acts, by roles that are declared as held without a person.
  package var principal: Value?
  /// The key of the tenant that it acts for; nil for those whose role reaches all.
  package var tenant: Value?
  /// The roles that the database grants it directly; what they inherit follows from the policy.
  package var roles: Set<String>
  /// The ids of a level that it holds a role at; roles that are held at a level count there alone.
  package var levels: [String: Set<Value>] = [:]
  /// Whether it is somebody. A suspended principal or tenant, an expired or an unmapped login is nobody: it keeps the
  /// privileges of its roles, but no row and no new row is its own.
  package var active: Bool
  /// Whether it shares its login with others, so that its roles are no roles of the database.
  package var shared: Bool

  /// Creates an actor.
  package init(principal: Value?, tenant: Value?, roles: Set<String>, active: Bool = true, shared: Bool = false) {
    self.principal = principal
    self.tenant = tenant
    self.roles = roles
    self.active = active
    self.shared = shared
  }

  /// A login that the policy does not know: no privilege, no identity.
  package static let nobody = Actor(principal: nil, tenant: nil, roles: [], active: false)

  /// A shared login on whose behalf nobody is bound: privileges, but no identity.
  package static let unbound = Actor(principal: nil, tenant: nil, roles: [], active: false, shared: true)
}
