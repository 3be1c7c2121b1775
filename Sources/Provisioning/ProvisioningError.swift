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
  /// Ids are not uuids here, so one has to be given.
  case idMissing(type: String)
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
    case .unknownTenant(let key): "the application has no tenant \(key); it creates tenants, this command lets them act"
    case .notProvisioned(let key): "tenant \(key) may not act yet: `bailiwick tenant add \(key)`"
    case .unknownPrincipal(let name): "there is no login or principal \(name); `bailiwick principal list` names them"
    case .roleNotHeld(let role, let held): "the login does not hold \(role); it holds \(held.joined(separator: ", "))"
    case .lastRole(let role): "\(role) is its last role: `bailiwick principal remove` takes the login away"
    case .idMissing(let type): "principals are \(type) in this database: give the id with --id"
    case .notInstalled: "the database has no schema bailiwick: `bailiwick migrate up` makes it"
    case .database(let error): "\(error)"
    }
  }
}
