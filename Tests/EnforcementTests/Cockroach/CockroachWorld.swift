import Database
import Sandbox
import TestSupport
import Testing

/// An example under its file for CockroachDB, with rows of several tenants and logins of their own.
struct CockroachWorld {
  /// Somebody who may log in.
  struct Person: Sendable {
    let who: String
    let role: String
    /// The tenant's key as text; nil for a role that reaches all.
    let tenant: String?
    let principal: String
    init(_ who: String, _ role: String, _ tenant: String?, _ principal: String) {
      (self.who, self.role, self.tenant, self.principal) = (who, role, tenant, principal)
    }
  }
  /// What a statement led to: the first column of its rows joined by commas, or the server's SQLSTATE.
  enum Outcome: Hashable, Sendable {
    case rows(String)
    case refused(String)
  }
  /// A statement of somebody with what has to come of it.
  typealias Attempt = (who: String, sql: String, expected: Outcome)

  let superuser: Connection
  let logins: [String: Connection]

  /// On PostgreSQL.
  static func start(
    _ example: Example, _ rows: String, _ people: [Person], on sandbox: Sandbox, database: String
  ) async throws -> CockroachWorld {
    let target = try await sandbox.createDatabase(database)
    let superuser = try await Connection.open(target)
    _ = try await superuser.script(example.sql)
    _ = try await superuser.script(rows)
    try await OnPostgreSQL.apply("cockroachdb-25.4.up.sql", of: example, to: superuser, database: database)
    return try await CockroachWorld(example.name, people, target, superuser, password: "p")
  }

  /// Lets the people in; the file stands. A cluster that checks no password has none.
  init(
    _ policy: String, _ people: [Person], _ target: ConnectionTarget, _ superuser: Connection, password: String?
  ) async throws {
    self.superuser = superuser
    var logins: [String: Connection] = [:]
    for (number, person) in people.enumerated() {
      let login = "bw_\(target.database ?? "")_\(number)"
      for statement in [
        "CREATE ROLE \(login) LOGIN\(password.map { " PASSWORD '\($0)'" } ?? "")",
        "GRANT \(policy)_\(person.role) TO \(login)",
        "INSERT INTO bailiwick.principals (id) VALUES ('\(person.principal)') ON CONFLICT DO NOTHING",
        """
        INSERT INTO bailiwick.logins (login, principal_id, tenant_id, tenant_active, reaches_all, roles) VALUES ('\(login)',
          '\(person.principal)', \(person.tenant.map { "'\($0)', true" } ?? "NULL, NULL"), \(person.tenant == nil), ARRAY['\(person.role)'])
        """,
      ] { _ = try await superuser.run(statement) }
      logins[person.who] = try await Connection.open(target.with(user: login, password: password.map(Secret.init)))
    }
    self.logins = logins
  }

  /// Holds what comes of each statement, in their order, against what has to.
  func hold(_ attempts: [Attempt]) async throws {
    for attempt in attempts {
      let outcome = try await outcome(attempt.who, attempt.sql)
      #expect(outcome == attempt.expected, "\(attempt.who): \(attempt.sql)")
    }
  }

  func outcome(_ who: String, _ sql: String) async throws -> Outcome {
    guard let login = logins[who] else { throw DatabaseError(.usage, "nobody is \(who)") }
    do {
      let rows = try await login.run(sql).rows
      return .rows(rows.map { $0.first.flatMap(\.self) ?? "-" }.joined(separator: ","))
    } catch {
      guard let state = error.sqlState else { throw error }
      return .refused(state)
    }
  }
}
