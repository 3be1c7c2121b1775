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

  /// Runs statements one after the other, each as an application would: alone, or in a transaction that begins in its manner.
  /// Each commits for itself. They are sent together, so those that the answers to others bear on are for another time.
  func ask(
    _ statements: [(sql: String, parameters: [String?])], _ manner: Manner = .usual
  ) async throws(DatabaseError) -> [Result<QueryResult, DatabaseError>] {
    guard let opening = manner.opening(for: caller) else {
      return try await connection.pipeline(statements, keeping: true)
    }
    let answers = try await connection.pipeline(
      statements.flatMap { [("BEGIN", [])] + opening + [$0, ("COMMIT", [])] }, keeping: true)
    let size = opening.count + 3
    return stride(from: 0, to: answers.count, by: size).map { start in
      let failed = answers[start..<start + size].first { if case .failure = $0 { true } else { false } }
      return failed ?? answers[start + size - 2]
    }
  }

  /// COPY … FROM STDIN of one row.
  func copy(
    in statement: RowStatement, _ values: [String?]
  ) async throws(DatabaseError) -> Result<QueryResult, DatabaseError> {
    try await alone { () throws(DatabaseError) in
      try await connection.copyIn(statement.sql, CopyText.line(values) + "\n")
    }
  }

  /// COPY … TO STDOUT: each row is a line, in one column.
  func copy(out statement: RowStatement) async throws(DatabaseError) -> Result<QueryResult, DatabaseError> {
    try await alone { () throws(DatabaseError) in
      QueryResult(columns: ["COPY"], rows: CopyText.lines(try await connection.copyOut(statement.sql)).map { [$0] })
    }
  }

  /// What has a conversation of its own, and so no place among statements that are sent together.
  private func alone(
    _ body: () async throws(DatabaseError) -> QueryResult
  ) async throws(DatabaseError) -> Result<QueryResult, DatabaseError> {
    let opening = Manner.usual.opening(for: caller)
    if let opening {
      for answer in try await connection.pipeline([("BEGIN", [])] + opening, keeping: true) {
        if case .failure = answer {
          _ = try await connection.run("ROLLBACK")
          return answer
        }
      }
    }
    var result: Result<QueryResult, DatabaseError>
    do { result = .success(try await body()) } catch {
      guard error.kind == .server else { throw error }
      result = .failure(error)
    }
    guard opening != nil, let end = try await connection.pipeline([("COMMIT", [])], keeping: true).first else {
      return result
    }
    if case .success = result, case .failure = end { result = end }
    return result
  }

  /// Logs out.
  func leave() async { await connection.close() }
}
