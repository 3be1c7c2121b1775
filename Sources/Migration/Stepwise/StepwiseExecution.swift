import Database
import SQLSyntax

/// The actions on one file, carried out.
struct StepwiseExecution: Sendable {
  let runner: StepwiseRunner
  let script: StepwiseScript
  let fence: Fence

  private var connection: Connection { runner.connection }
  private func statement(_ number: Int) -> StepwiseStatement { script.statements[number - 1] }

  /// What is sent.
  private func text(_ number: Int) -> String {
    runner.rewriting(DatabaseVariable.filled(in: statement(number).text, with: fence.database))
  }

  func row(_ number: Int, _ state: JournalRow.State) -> JournalRow {
    JournalRow(number: number, checksum: statement(number).checksum, state: state)
  }

  /// Writes a row of the journal, as long as the lease is this runner's.
  func write(_ number: Int, _ state: JournalRow.State) async throws(MigrationError) -> JournalRow {
    let row = row(number, state)
    let written = try await surely(number) { () throws(DatabaseError) in
      try await retrying { () throws(DatabaseError) in try await record(row) }
    }
    guard written else { throw .superseded(at: place(number)) }
    return row
  }

  /// Sends a statement; nil when the server ran it.
  func execute(_ number: Int) async throws(MigrationError) -> DatabaseError? {
    do {
      _ = try await retrying { () throws(DatabaseError) in
        try await connection.script(text(number), deadline: runner.timing.statement)
      }
      return nil
    } catch {
      guard error.isRefusal else { throw .interrupted(at: place(number), error: error) }
      return error
    }
  }

  /// Sends a statement and its row in one transaction; nil when it committed.
  func transact(_ number: Int) async throws(MigrationError) -> DatabaseError? {
    var isMine = true
    do {
      isMine = try await retrying { () throws(DatabaseError) in
        do throws(DatabaseError) {
          _ = try await connection.run("BEGIN")
          _ = try await connection.script(text(number), deadline: runner.timing.statement)
          let written = try await record(row(number, .done))
          _ = try await connection.run(written ? "COMMIT" : "ROLLBACK")
          return written
        } catch {
          _ = try? await connection.run("ROLLBACK")
          throw error
        }
      }
    } catch {
      guard error.isRefusal else { throw .interrupted(at: place(number), error: error) }
      return error
    }
    guard isMine else { throw .superseded(at: place(number)) }
    return nil
  }

  /// Whether the statement took effect.
  func judge(_ number: Int, _ facts: [CatalogFact]) async throws(MigrationError) -> Bool {
    try await surely(number) { () throws(DatabaseError) in
      try await retrying { () throws(DatabaseError) in
        try await connection.run(CatalogFact.query(facts)).rows.first?.first == "t"
      }
    }
  }

  /// The ledger's row and the end of the journal's, together.
  func finish() async throws(MigrationError) {
    let file = script.file
    let isMine = try await surely(script.statements.count) { () throws(DatabaseError) in
      try await retrying { () throws(DatabaseError) in
        do throws(DatabaseError) {
          _ = try await connection.run("BEGIN")
          let mine = try await connection.run(StepwiseLedger.sign, ["\(fence.token)"]).rows.count == 1
          if mine {
            switch script.direction {
            case .up: _ = try await connection.run(StepwiseLedger.add, [file.version, file.name, file.checksum])
            case .down: _ = try await connection.run(StepwiseLedger.remove, [file.version])
            }
            _ = try await connection.run(StepwiseLedger.forget, [file.version, script.direction.rawValue])
          }
          _ = try await connection.run(mine ? "COMMIT" : "ROLLBACK")
          return mine
        } catch {
          _ = try? await connection.run("ROLLBACK")
          throw error
        }
      }
    }
    guard isMine else { throw .superseded(at: place(script.statements.count)) }
  }

  /// What a stop says to a person.
  func error(_ stop: NextAction.Stop, _ refusal: DatabaseError?) -> MigrationError {
    switch stop {
    case .edited(let number): .editedStatement(at: place(number))
    case .inconsistent(let number): .strangeJournal(at: place(number))
    case .inDoubt(let number): .inDoubt(at: place(number))
    case .failed(let number):
      .stopped(at: place(number), error: refusal ?? DatabaseError(.server, "the server refused the statement"))
    }
  }

  private func record(_ row: JournalRow) async throws(DatabaseError) -> Bool {
    let values = [
      "\(fence.token)", script.file.version, script.direction.rawValue, "\(row.number)", row.checksum,
      row.state.rawValue, fence.session,
    ]
    return try await connection.run(StepwiseLedger.write, values).rows.count == 1
  }

  private func surely<Value: Sendable>(
    _ number: Int, _ body: () async throws(DatabaseError) -> Value
  ) async throws(MigrationError) -> Value {
    do { return try await body() } catch { throw .interrupted(at: place(number), error: error) }
  }

  private func place(_ number: Int) -> StatementPlace {
    StatementPlace(
      path: script.path, version: script.file.version, direction: script.direction, number: number,
      count: script.statements.count,
      line: script.statements.indices.contains(number - 1) ? statement(number).line : nil)
  }
}
