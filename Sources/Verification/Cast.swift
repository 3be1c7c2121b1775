import Database
import IntentOracle
import PolicyModel

/// A login of the sandbox with what the oracle knows of it.
struct Caller: Sendable {
  /// What people read: `clerk of A`.
  var label: String
  /// The database role.
  var login: String
  /// The key of its tenant, as the server prints it.
  var tenantKey: String?
  /// What it runs as.
  var actor: Actor
  /// A connection of its own, over the network, by password.
  var connection: Connection
}

/// The tenants of a sandbox.
struct TenantPair: Sendable {
  var a: String
  var b: String
  /// Both with what reports call them.
  var both: [(label: String, key: String)] { [("A", a), ("B", b)] }
}
