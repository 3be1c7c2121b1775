package import Database
import Diagnostics
package import PolicyModel
package import SQLSyntax

/// Lets tenants and people act, and stops them: rows of the identity, and a role of the database for each login.
///
/// On PostgreSQL 15 whoever may make roles can make himself owner of everything, so provisioning is an operator's act and
/// never a service's.
package struct Provisioner: Sendable {
  /// Of an operator: a superuser.
  package let connection: Connection
  /// The policy that is installed.
  package let policy: Policy
  /// Whose SQL the server takes. What is installed may be in CockroachDB's words where PostgreSQL stands in its place.
  package let dialect: Dialect
  /// How often a password is hashed, by whoever checks it too.
  let iterations: Int

  /// Creates a provisioner.
  ///
  /// - Parameter iterations: How often passwords are hashed. They are 192 random bits, which nobody guesses even where it is
  ///   once; what servers do by themselves is 4096, and CockroachDB takes no less.
  package init(connection: Connection, policy: Policy, dialect: Dialect = .postgresql, iterations: Int = 4096) {
    self.connection = connection
    self.policy = policy
    self.dialect = dialect
    self.iterations = iterations
  }

  /// What a server stores for a password.
  func verifier(of password: Secret) -> String { scramVerifier(password: password, iterations: iterations) }

  func run(_ statement: LoginStatement) async throws(ProvisioningError) {
    for sql in statement.statements(for: dialect) { _ = try await ask(sql) }
  }

  func ask(_ sql: String, _ parameters: [String?] = []) async throws(ProvisioningError) -> [[String?]] {
    do { return try await connection.run(sql, parameters).rows } catch {
      // 3F000, 42P01: the schema or its tables are not there.
      if error.sqlState == "42P01" || error.sqlState == "3F000" { throw .notInstalled }
      throw .database(error)
    }
  }

  /// All or nothing.
  func transaction<Value: Sendable>(
    _ body: () async throws(ProvisioningError) -> Value
  ) async throws(ProvisioningError) -> Value {
    _ = try await ask("BEGIN")
    do throws(ProvisioningError) {
      let value = try await body()
      _ = try await ask("COMMIT")
      return value
    } catch {
      _ = try? await connection.run("ROLLBACK")
      throw error
    }
  }

  /// Ends the sessions of the logins: what a suspension does not reach by itself is an open cursor and a running statement.
  func endSessions(of logins: [String]) async throws(ProvisioningError) {
    for login in logins {
      _ = try await ask(SessionStatement.cancelAll(of: login).sql(for: dialect))
    }
  }

  /// The role of that name.
  func role(_ name: String) throws(ProvisioningError) -> RoleClause {
    guard let clause = policy.roles.first(where: { $0.name == name }) else {
      throw .unknownRole(name, near: nearest(to: name, among: policy.roles.map(\.name)))
    }
    return clause
  }

  /// Holds the roles against the policy, as roles of a person; true where they reach every tenant.
  func reachesAll(_ roles: [String]) throws(ProvisioningError) -> Bool {
    guard !roles.isEmpty else { throw .noRoles }
    var reaches: Set<Reach> = []
    for name in roles {
      let clause = try role(name)
      if clause.anonymous { throw .heldByNobody(name) }
      reaches.insert(clause.reach)
    }
    guard reaches.count == 1 else { throw .mixedReach(roles) }
    return reaches == [.allTenants]
  }

  /// Holds the roles against the policy and against the tenant that they are for; true where they reach every tenant.
  @discardableResult
  package func reachesAll(_ roles: [String], for tenant: String?) throws(ProvisioningError) -> Bool {
    let far = try reachesAll(roles)
    if far && tenant != nil { throw .tenantNotWanted(roles) }
    if !far && tenant == nil { throw .tenantMissing(roles) }
    return far
  }
}
