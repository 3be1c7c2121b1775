import Database
import SQLSyntax

/// The right to run, held by a session of the server.
struct Fence: Sendable {
  let connection: Connection
  /// Whose sessions are asked about.
  let sessions: Dialect
  let timing: StepwiseTiming
  /// This session's name.
  private(set) var session = ""
  /// The connected database's name, which statements about it have to say.
  private(set) var database = ""
  /// What every write of the journal carries.
  private(set) var token = 0

  init(_ connection: Connection, sessions: Dialect, timing: StepwiseTiming) {
    (self.connection, self.sessions, self.timing) = (connection, sessions, timing)
  }

  /// Takes the lease from nobody, from somebody who is gone, or from a session that is cancelled and gone first; then waits
  /// until no schema change is under way, so that the catalog is read when nothing of a predecessor's can still change it.
  mutating func close() async throws(MigrationError) {
    session = try await ask(SessionStatement.own.sql(for: sessions)).first?.first.flatMap(\.self) ?? ""
    database = try await ask("SELECT current_database()").first?.first.flatMap(\.self) ?? ""
    let deadline = ContinuousClock.now + timing.takeover
    while true {
      let lease = try await lease()
      let state = try await state(lease?.session ?? "")
      switch Takeover.decide(lease, state, patience: timing.patience) {
      case .busy: throw .busy(holder: "session \(lease?.session ?? "") of the server")
      case .cancel(let other):
        _ = try await ask(SessionStatement.cancel(other).sql(for: sessions))
        guard ContinuousClock.now < deadline else {
          throw .busy(holder: "session \(other), which was cancelled and is not gone")
        }
        try? await Task.sleep(for: timing.poll)
      case .take:
        if try await take(lease?.token ?? 0) { return try await waitForJobs() }
      // Somebody was quicker: he runs.
      }
    }
  }

  /// Lets others run; what this runner left undone is in the journal.
  func open() async {
    // A lease that cannot be given back belongs to a session that will be gone.
    _ = try? await connection.run(StepwiseLedger.release, ["\(token)"])
  }

  private mutating func take(_ old: Int) async throws(MigrationError) -> Bool {
    let session = session
    let rows = try await ask(StepwiseLedger.take, ["\(old)", session])
    guard let new = rows.first?.first.flatMap(\.self).flatMap(Int.init) else { return false }
    token = new
    return true
  }

  private func waitForJobs() async throws(MigrationError) {
    let deadline = ContinuousClock.now + timing.jobs
    while let row = try await ask(SessionStatement.unfinishedJobs.sql(for: sessions)).first, row.first != "0" {
      guard ContinuousClock.now < deadline else {
        await open()
        throw .jobsRemain(row.last.flatMap(\.self) ?? "")
      }
      try? await Task.sleep(for: timing.poll)
    }
  }

  private func lease() async throws(MigrationError) -> Lease? {
    guard let row = try await ask(StepwiseLedger.lease).first else { return nil }
    let text = row.map { $0 ?? "" }
    return Lease(token: Int(text[0]) ?? 0, session: text[1], idle: Double(text[2]) ?? 0)
  }

  private func state(_ session: String) async throws(MigrationError) -> SessionState {
    switch try await ask(SessionStatement.state(session).sql(for: sessions)).first?.first {
    case nil: .gone
    case "idle": .idle
    default: .active
    }
  }

  private func ask(_ sql: String, _ parameters: [String?] = []) async throws(MigrationError) -> [[String?]] {
    do {
      return try await retrying { () throws(DatabaseError) in try await connection.run(sql, parameters).rows }
    } catch { throw .database(error) }
  }
}

/// How long a runner waits.
struct StepwiseTiming: Sendable {
  /// Seconds without a sign after which an idle holder is taken for paused or cut off.
  var patience = 30.0
  /// For a cancelled session to go.
  var takeover = Duration.seconds(120)
  /// For schema changes of a predecessor.
  var jobs = Duration.seconds(3600)
  /// For one statement: the server is not given a limit, since a schema change goes on when its statement is stopped.
  var statement = Duration.seconds(6 * 3600)
  /// Between two looks.
  var poll = Duration.milliseconds(200)
}
