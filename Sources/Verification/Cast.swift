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
  /// The key of its tenant, as the server prints it.
  var tenantKey: String?
  /// What it runs as.
  var actor: Actor
  /// A connection of its own, over the network, by password.
  var connection: Connection
  /// What each transaction says first, where the login is shared; nil where the login is who it is.
  var binding: BindStatement?
  /// The parameters of `binding`.
  var credentials: [String?] = []

  /// Runs a statement as an application would: alone, or in a transaction that is bound first.
  func run(_ sql: String, _ values: [String?] = []) async throws(DatabaseError) -> QueryResult {
    guard let binding else { return try await connection.run(sql, values) }
    let answers = try await connection.pipeline([
      ("BEGIN", []), (binding.sql, credentials), (sql, values), ("COMMIT", []),
    ])
    for answer in answers.prefix(2) { _ = try answer.get() }
    let result = try answers[2].get()
    _ = try answers[3].get()
    return result
  }
}

/// The tenants of a sandbox.
struct TenantPair: Sendable {
  var a: String
  var b: String
  /// Both with what reports call them.
  var both: [(label: String, key: String)] { [("A", a), ("B", b)] }
}
