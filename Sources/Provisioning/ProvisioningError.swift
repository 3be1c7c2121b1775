package import Database

/// Why a tenant or a principal could not be provisioned.
package enum ProvisioningError: Error, Sendable, CustomStringConvertible {
  /// The policy has no such role.
  case unknownRole(String, near: String?)
  /// Roles of one tenant and roles that reach all cannot meet in one login.
  case mixedReach([String])
  /// The roles act for a tenant, but none was named.
  case tenantMissing([String])
  /// The roles reach every tenant, but one was named.
  case tenantNotWanted([String])
  /// No role was named.
  case noRoles
  /// A role that is held for support alone was to stand beside others.
  case supportAlone(String)
  /// A role that is held for support alone was to have no end.
  case supportEnds(String)
  /// A role that is held without a person was to be given to one.
  case heldByNobody(String)
  /// The policy does not bind by settings.
  case noSettings
  /// Nothing is held there without a person.
  case noAnonymousMember(String)
  /// The policy declares no role that is held without a person.
  case noAnonymousRoles
  /// A role that persons hold was to be that of a session without one.
  case heldByPersons(String, without: [String])
  /// The application has no such tenant.
  case unknownTenant(String)
  /// The tenant may not act yet.
  case notProvisioned(String)
  /// There is no such login or principal.
  case unknownPrincipal(String)
  /// The login does not hold the role.
  case roleNotHeld(String, [String])
  /// A login without a role could do nothing.
  case lastRole(String)
  /// The role is held in the whole tenant, and was to be held at something below it.
  case heldInTenant(String)
  /// The role is not held at that key of its level.
  case notHeldAt(String, String)
  /// Ids are not uuids here, so one has to be given.
  case idMissing(type: String)
  /// Principals have no logins under the policy's binding.
  case noLogins
  /// Each principal has a login of its own under the policy's binding.
  case noPools
  /// Nothing opens sessions under the policy's binding; `settings`: the application says whom it acts for.
  case noSessions(settings: Bool)
  /// The principal is no member of the tenant, or of none; nil where no tenant was named.
  case notMember(String, tenant: String?)
  /// The principal is a member already.
  case memberAlready(String, tenant: String?)
  /// Who is a member stands in a table of the application's.
  case membersElsewhere(String)
  /// The principal is a member by rows of a table of the application's.
  case stillMember(String, table: String)
  /// The principal is a member of several tenants, and none was named.
  case severalMemberships(String, [String])
  /// No pool's login is there.
  case noPool
  /// Several pools are there, and none was named.
  case severalPools([String])
  /// There is no such pool or authenticator.
  case unknownService(String)
  /// A session cannot live that long.
  case lifetime(Int, most: Int)
  /// The tenant may not act now.
  case tenantStopped(String)
  /// The membership is there, but something stops it.
  case stopped(String, tenant: String?)
  /// No session's name begins so, or several do.
  case unknownSession(String)
  /// The database has no identity of Bailiwick's.
  case notInstalled
  /// The server refused.
  case database(DatabaseError)

  /// What is wrong and what to do.
  package var description: String {
    switch self {
    case .unknownRole(let name, let near):
      "the policy has no role \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
    case .mixedReach(let roles):
      "one login cannot hold \(roles.joined(separator: ", ")): some reach one tenant, some all; make two logins"
    case .tenantMissing(let roles): "\(roles.joined(separator: ", ")) acts for a tenant: add --tenant"
    case .tenantNotWanted(let roles): "\(roles.joined(separator: ", ")) reaches every tenant: leave out --tenant"
    case .noRoles: "a login without a role may do nothing: add --role"
    case .supportAlone(let role): "\(role) is held for support alone, beside no other role: make it another principal's"
    case .supportEnds(let role):
      "\(role) is held for support alone, so it has to end: somebody of the tenant calls bailiwick.open_support"
    case .heldByNobody(let role):
      "\(role) is held without a person, so no one is given it: "
        + "`bailiwick session open --anonymous --tenant KEY --role \(role)` opens a session of it, "
        + "`bailiwick principal add --anonymous` makes a login or opens it to a tenant's visitors, as the policy binds"
    case .noSettings:
      "nobody acts by settings under this policy's binding: `bailiwick session open --anonymous` opens a session without a "
        + "person, `bailiwick principal add --anonymous` without --bound makes a login, as the policy binds"
    case .noAnonymousMember(let tenant):
      "whoever has no person is nobody in \(tenant) already; `bailiwick principal list` says where they are somebody"
    case .noAnonymousRoles:
      "the policy declares no role that is held without a person: Role(\"visitor\", anonymous: true)"
    case .heldByPersons(let role, let others):
      "\(role) is held by persons: `bailiwick session open PRINCIPAL`; without a person "
        + (others.isEmpty
          ? "there are the roles that the policy declares with anonymous: true, and it declares none"
          : "they have \(others.joined(separator: ", "))")
    case .unknownTenant(let key): "the application has no tenant \(key); it creates tenants, this command lets them act"
    case .notProvisioned(let key): "tenant \(key) may not act yet: `bailiwick tenant add \(key)`"
    case .unknownPrincipal(let name): "there is no login or principal \(name); `bailiwick principal list` names them"
    case .roleNotHeld(let role, let held): "\(role) is not held; what is held:  \(held.joined(separator: ", "))"
    case .lastRole(let role): "\(role) is its last role: `bailiwick principal remove` takes the rest away"
    case .heldInTenant(let role): "\(role) is held in the whole tenant: leave out --at"
    case .notHeldAt(let role, let key): "\(role) is not held at \(key)"
    case .idMissing(let type): "principals are \(type) in this database: give the id with --id"
    case .noLogins:
      "principals have no logins under this policy's binding; Bind(.login) in the policy gives them some"
    case .noPools:
      "each principal has a login of its own under this policy's binding; "
        + "Bind(.session(lifetime: .hours(12), idle: .minutes(30))) in the policy makes pools, members and sessions"
    case .noSessions(let settings):
      (settings
        ? "the application says by a setting whom it acts for, so there are no sessions" : "nobody opens sessions")
        + " under this policy's binding; Bind(.session(lifetime: .hours(12), idle: .minutes(30))) makes them"
    case .notMember(let name, nil): "\(name) is a member of no tenant; `bailiwick principal list` names who is"
    case .notMember(let name, let tenant?):
      "\(name) is no member of \(tenant); `bailiwick principal list` says of which"
    case .memberAlready(let name, let tenant):
      "\(name) is a member of \(tenant ?? "all tenants") already; `bailiwick principal grant` and `revoke` change its roles"
    case .membersElsewhere(let table):
      "who is a member, and as what, stands in \(table): a row there makes one, and where the policy says MayGrant, "
        + "bailiwick.grant_role and revoke_role write it"
    case .stillMember(let name, let table):
      "\(name) is a member by rows of \(table): delete those first; `bailiwick principal suspend` stops it at once"
    case .severalMemberships(let name, let tenants):
      "\(name) is a member of several tenants: add --tenant with one of \(tenants.joined(separator: ", "))"
    case .noPool: "there is no pool to bind sessions on: `bailiwick service add pool`"
    case .severalPools(let pools): "there are several pools: add --pool with one of \(pools.joined(separator: ", "))"
    case .unknownService(let name): "there is no pool or authenticator \(name); `bailiwick service list` names them"
    case .lifetime(let seconds, let most):
      "a session cannot live \(seconds) seconds: the policy allows 1 to \(most)"
    case .tenantStopped(let key):
      "tenant \(key) may not act: `bailiwick tenant list` says why, `bailiwick tenant add \(key)` lets it"
    case .stopped(let name, let tenant):
      "\(name) is suspended, or \(tenant.map { "tenant \($0)" } ?? "its membership") is, or its membership has ended; "
        + "`bailiwick principal list` says which"
    case .unknownSession(let id):
      "no single session is called \(id); `bailiwick session list` names them by 16 characters, of which 8 are enough"
    case .notInstalled:
      "the database has no schema bailiwick, or not yet what the lock says: `bailiwick migrate up` makes it"
    case .database(let error): "\(error)"
    }
  }
}
