import Database
import IntentOracle
import PolicyModel
import SQLSyntax

/// A login of the sandbox with what the oracle knows of it.
struct Caller: Sendable {
  /// What people read: `clerk of A`.
  var label: String
  /// The database role.
  var login: String
  /// What the role logs in by.
  var password: Secret
  /// The key of its tenant, as the server prints it.
  var tenantKey: String?
  /// What it runs as.
  var actor: Actor
  /// What each transaction says first, where the login is shared; nil where the login is who it is.
  var binding: BindStatement?
  /// The parameters of `binding`.
  var credentials: [String?] = []
}

/// The tenants of a sandbox.
struct TenantPair: Sendable {
  var a: String
  var b: String
  /// Both with what reports call them.
  var both: [(label: String, key: String)] { [("A", a), ("B", b)] }
}
