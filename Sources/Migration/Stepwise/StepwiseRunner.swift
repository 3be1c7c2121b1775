import Database
import SQLSyntax

/// Applies files whose statements are transactions of their own: one statement a message, journalled, resumable.
struct StepwiseRunner: Sendable {
  let connection: Connection
  /// Whose sessions are asked about: PostgreSQL's only in tests.
  var sessions = Dialect.cockroachdb
  var timing = StepwiseTiming()
  /// What a statement is sent as; tests rewrite the forms that PostgreSQL lacks.
  var rewriting: @Sendable (String) -> String = { $0 }
  /// Is told each action before it is carried out; tests stop there.
  var observing: @Sendable (StepwiseScript, NextAction) async -> Void = { _, _ in }

  /// Holds the lease while the body runs.
  func fenced(_ body: (Fence) async throws(MigrationError) -> Void) async throws(MigrationError) {
    try await prepare()
    var fence = Fence(connection, sessions: sessions, timing: timing)
    try await fence.close()
    do throws(MigrationError) { try await body(fence) } catch {
      await fence.open()
      throw error
    }
    await fence.open()
  }

  /// Carries one file to its end from where the journal says it stands.
  func run(
    _ script: StepwiseScript, _ rows: [JournalRow], _ assumptions: [Int: Assumption], _ fence: Fence
  ) async throws(MigrationError) {
    var journal = Dictionary(rows.map { ($0.number, $0) }) { first, _ in first }
    var evidence = Evidence.none
    var refusal: DatabaseError?
    let step = StepwiseExecution(runner: self, script: script, fence: fence)
    while true {
      let action = NextAction.next(script.statements, Array(journal.values), evidence, assumptions: assumptions)
      await observing(script, action)
      switch action {
      case .begin(let number):
        journal[number] = try await step.write(number, .begun)
        evidence = .ready
      case .execute(let number):
        refusal = try await step.execute(number)
        evidence = refusal == nil ? .ran : .refused
      case .transact(let number):
        refusal = try await step.transact(number)
        if refusal == nil { journal[number] = step.row(number, .done) }
        evidence = refusal == nil ? .none : .refused
      case .judge(let number, let facts): evidence = .judged(try await step.judge(number, facts))
      case .settle(let number, let state):
        journal[number] = try await step.write(number, state)
        if state == .done { evidence = .none }
      case .finish: return try await step.finish()
      case .stop(let stop): throw step.error(stop, refusal)
      }
    }
  }

  private func prepare() async throws(MigrationError) {
    let settings = StepwiseLedger.session + (sessions == .cockroachdb ? StepwiseLedger.cockroachSession : [])
    for setting in settings {
      _ = try await ask { () throws(DatabaseError) in try await connection.script(setting) }
    }
    // The lease's row comes last: a runner that was lost before it leaves tables of no use to anybody.
    let there = try await ask { () throws(DatabaseError) in
      guard try await connection.run(StepwiseLedger.tables).rows.first?.first == "3" else { return false }
      return try await !connection.run(StepwiseLedger.lease).rows.isEmpty
    }
    guard !there else { return }
    var tries = 0
    while true {
      do {
        for statement in StepwiseLedger.create { _ = try await connection.script(statement) }
        return
      } catch {
        // Two runners at their first meeting: IF NOT EXISTS looks and makes in two steps.
        tries += 1
        let met = ["23505", "40001", "42P06", "42P07", "42710", "XX000"].contains(error.sqlState ?? "")
        guard met, tries < 10 else {
          throw error.sqlState == "42501" ? .tooFewRights(error.message) : .database(error)
        }
        try? await Task.sleep(for: timing.poll)
      }
    }
  }

  private func ask<Value: Sendable>(
    _ body: () async throws(DatabaseError) -> Value
  ) async throws(MigrationError) -> Value {
    do { return try await retrying(body) } catch { throw .database(error) }
  }
}
