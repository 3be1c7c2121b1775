extension Connection {
  /// Runs one statement with parameters for `$1`, `$2`, …; `nil` is NULL. The server infers the parameters' types.
  package func run(
    _ sql: String, _ parameters: [String?] = [], deadline: Duration? = nil
  ) async throws(DatabaseError) -> QueryResult {
    try await work(deadline) { link throws(DatabaseError) in try link.run(sql, parameters) }
  }

  /// Runs statements separated by semicolons, one result each. Unless they say otherwise they are one transaction.
  package func script(_ sql: String, deadline: Duration? = nil) async throws(DatabaseError) -> [QueryResult] {
    try await work(deadline) { link throws(DatabaseError) in try link.script(sql) }
  }

  /// Runs statements without waiting for each answer. A failure leaves the others alone: each commits for itself, unless
  /// one of them began a transaction.
  ///
  /// At most 100 are on their way at once. Throws only when the connection is lost, or when the task is cancelled or the
  /// deadline passes before all were sent; how many ran is then unknown.
  ///
  /// - Parameter keeping: Whether the server prepares statements that come again on this connection, which saves it from
  ///   planning each anew: most of what a short statement on a table with policies costs.
  package func pipeline(
    _ statements: [(sql: String, parameters: [String?])], keeping: Bool = false, deadline: Duration? = nil
  ) async throws(DatabaseError) -> [Result<QueryResult, DatabaseError>] {
    try await work(deadline) { link throws(DatabaseError) in try link.pipeline(statements, keeping: keeping) }
  }

  /// Runs `COPY … TO STDOUT` and returns its text.
  package func copyOut(_ sql: String, deadline: Duration? = nil) async throws(DatabaseError) -> String {
    try await work(deadline) { link throws(DatabaseError) in try link.copyOut(sql) }
  }

  /// Runs `COPY … FROM STDIN` with `data`.
  package func copyIn(
    _ sql: String, _ data: String, deadline: Duration? = nil
  ) async throws(DatabaseError) -> QueryResult {
    try await work(deadline) { link throws(DatabaseError) in try link.copyIn(sql, data) }
  }
}
