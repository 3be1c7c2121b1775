import Database
import SQLSyntax

/// A caller that is connected to the database of a job, over the network, by password.
struct Voice: Sendable {
  let caller: Caller
  private let connection: Connection

  /// Logs in.
  init(_ caller: Caller, in database: ConnectionTarget) async throws(DatabaseError) {
    self.caller = caller
    connection = try await Connection.open(database.with(user: caller.login, password: caller.password))
  }

  /// Runs statements one after the other, each as an application would: alone, or in a transaction that is bound first.
  /// Each commits for itself. They are sent together, so those that the answers to others bear on are for another time.
  func ask(
    _ statements: [(sql: String, parameters: [String?])]
  ) async throws(DatabaseError) -> [Result<QueryResult, DatabaseError>] {
    guard let binding = caller.binding else { return try await connection.pipeline(statements, keeping: true) }
    let answers = try await connection.pipeline(
      statements.flatMap { [("BEGIN", []), (binding.sql, caller.credentials), $0, ("COMMIT", [])] }, keeping: true)
    return stride(from: 0, to: answers.count, by: 4).map { start in
      let failed = answers[start..<start + 4].first { if case .failure = $0 { true } else { false } }
      return failed ?? answers[start + 2]
    }
  }

  /// Logs out.
  func leave() async { await connection.close() }
}
