import CLibPQ

extension Link {
  /// How many statements may be on their way at once: what is called off has to be answered before the work ends.
  private static let window = 100

  /// Sends statements without waiting for each answer. A sync follows each, so one failure leaves the others alone.
  ///
  /// - Parameter keeping: Whether the server prepares what comes again.
  func pipeline(
    _ statements: [(sql: String, parameters: [String?])], keeping: Bool
  ) throws(DatabaseError) -> [Result<QueryResult, DatabaseError>] {
    for statement in statements { try requireNoZeroByte([statement.sql] + statement.parameters) }
    if keeping, kept.isFull {
      _ = try script("DEALLOCATE ALL")
      kept.forget()
    }
    guard PQenterPipelineMode(handle) == 1 else { throw DatabaseError(.protocol, complaint) }
    var outcomes: [Result<QueryResult, DatabaseError>] = []
    outcomes.reserveCapacity(statements.count)
    for start in stride(from: 0, to: statements.count, by: Self.window) {
      if let ticket, ticket.isCalledOff {
        throw try leavePipeline(DatabaseError(.cancelled, "the pipeline was cancelled"))
      }
      if isOverdue { throw try leavePipeline(DatabaseError(.deadline, "the pipeline took longer than allowed")) }
      let batch = statements[start..<min(start + Self.window, statements.count)]
      if keeping { try prepare(kept.worthNames(in: batch.lazy.map(\.sql))) }
      for statement in batch {
        try send(statement.sql, statement.parameters, name: keeping ? kept.name(of: statement.sql) : nil)
        try expect(PQpipelineSync(handle), statement.sql)
      }
      try flush()
      for statement in batch { outcomes.append(try readPipelined(statement.sql)) }
    }
    guard PQexitPipelineMode(handle) == 1 else { throw DatabaseError(.protocol, complaint) }
    return outcomes
  }

  /// Has the server prepare the statements. One that it does not take is sent as it is, and then says why.
  private func prepare(_ statements: [String]) throws(DatabaseError) {
    guard !statements.isEmpty else { return }
    let names = statements.map { _ in kept.newName() }
    for (sql, name) in zip(statements, names) {
      try expect(PQsendPrepare(handle, name, sql, 0, nil), sql)
      try expect(PQpipelineSync(handle), sql)
    }
    try flush()
    for (sql, name) in zip(statements, names) {
      if case .success = try readPipelined(sql) { kept.keep(sql, as: name) }
    }
  }

  /// The answer to one statement, its end mark and its sync.
  private func readPipelined(_ sql: String) throws(DatabaseError) -> Result<QueryResult, DatabaseError> {
    var outcome: Result<QueryResult, DatabaseError>?
    var ends = 0
    while !isBroken {
      guard let result = try nextResult() else {
        ends += 1
        // One end mark follows the statement; a second in a row means that the server has nothing more to say.
        if ends > 1 { break }
        continue
      }
      defer { PQclear(result) }
      // What is checked when the transaction ends fails behind the statement's end mark, with a mark of its own.
      ends = 0
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return outcome ?? .failure(unanswered(sql)) }
      do throws(DatabaseError) {
        if let read = try read(result, sql) { outcome = .success(read) }
      } catch {
        if isBroken { throw error }
        outcome = .failure(error)
      }
    }
    throw DatabaseError(isBroken ? .connection : .protocol, complaint, statement: sql)
  }

  /// Ends pipeline mode between two batches, when nothing is on its way.
  private func leavePipeline(_ error: DatabaseError) throws(DatabaseError) -> DatabaseError {
    guard PQexitPipelineMode(handle) == 1 else { throw DatabaseError(.protocol, complaint) }
    return error
  }
}
