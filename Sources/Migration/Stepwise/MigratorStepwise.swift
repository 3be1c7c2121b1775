import Database
import SQLSyntax

extension Migrator {
  /// Applies what is pending, one statement after the other.
  func upStepwise(
    _ runner: StepwiseRunner, limit: Int, _ assumed: AssumedStatement?, _ applied: (MigrationFile) -> Void
  ) async throws(MigrationError) {
    try await prepareStepwise(runner)
    try await runner.fenced { fence throws(MigrationError) in
      // Read behind the fence: what the last one left is complete only now.
      let (state, _, journal) = try await stepwiseState()
      let pending = state.pending.prefix(limit)
      try requireCockroachDB(pending)
      var rows = try journal.rows(of: pending.first, .up)
      let scripts = try pending.map { file throws(MigrationError) in try StepwiseScript(file, .up) }
      for (file, script) in zip(pending, scripts) {
        try await runner.run(script, rows, assumed.assumptions(for: file), fence)
        rows = []
        applied(file)
      }
    }
  }

  /// Takes back the last `count` migrations, one statement after the other.
  func downStepwise(
    _ runner: StepwiseRunner, count: Int, _ assumed: AssumedStatement?, _ reverted: (MigrationFile) -> Void
  ) async throws(MigrationError) {
    try await prepareStepwise(runner)
    try await runner.fenced { fence throws(MigrationError) in
      let (state, _, journal) = try await stepwiseState()
      let last = state.applied.suffix(count).reversed()
      try requireCockroachDB(last)
      var rows = try journal.rows(of: last.first, .down)
      let scripts = try last.map { file throws(MigrationError) in try StepwiseScript(file, .down) }
      for (file, script) in zip(last, scripts) {
        try await runner.run(script, rows, assumed.assumptions(for: file), fence)
        rows = []
        reverted(file)
      }
    }
  }

  /// The file that is applied or taken back in part, in words; nothing on PostgreSQL, which has no such state.
  package func underWay() async throws(MigrationError) -> [String] {
    guard stepwise != nil else { return [] }
    return try await stepwiseState().2.rows.map { key, rows in
      "partial  \(key.version)  \(rows.count { $0.state == .done }) statements done; `bailiwick migrate "
        + "\(key.direction.rawValue)` finishes it"
    }.sorted()
  }

  /// The folder against the ledger, with the file that is under way.
  func stepwiseState() async throws(MigrationError) -> (MigrationState, [LedgerEntry], StepwiseJournal) {
    let entries: [LedgerEntry]
    let journal: StepwiseJournal
    do {
      entries = try await StepwiseJournal.entries(connection)
      journal = try await StepwiseJournal.read(connection)
    } catch {
      guard error.sqlState == "42501" else { throw .database(error) }
      throw .tooFewRights(
        "\(error.message); connect as the role that applied the first migration, or as a member of admin")
    }
    if entries.isEmpty && journal.rows.isEmpty { try await refuseLeftover() }
    return (try MigrationState(folder: folder, ledger: entries), entries, journal)
  }

  private func refuseLeftover() async throws(MigrationError) {
    let count: [[String?]]
    do { count = try await connection.run(StepwiseLedger.leftover).rows } catch { throw .database(error) }
    guard count.first?.first != "0" else { return }
    throw .foreign(
      "the database has a schema bailiwick, but no ledger says which migration made it: restore bailiwick_ledger from the "
        + "backup that this database came from, or connect to another database")
  }

  private func prepareStepwise(_ runner: StepwiseRunner) async throws(MigrationError) {
    // CockroachDB says `on` to members of admin (docs, session variables; *unconfirmed*), who alone see every session and job.
    let rows: [[String?]]
    do { rows = try await connection.run("SHOW is_superuser").rows } catch { throw .database(error) }
    guard rows.first?.first == "on" else {
      throw .tooFewRights("it is no member of admin, and roles, owners and sessions are touched; connect as one")
    }
  }

  private func requireCockroachDB(_ files: some Sequence<MigrationFile>) throws(MigrationError) {
    if let other = files.first(where: { $0.isGenerated && !$0.isForCockroachDB }) {
      throw .foreign(
        "\(other.path) is for PostgreSQL; `bailiwick generate --engine cockroachdb-25.4` writes one for this server")
    }
  }
}

/// What a person says of one statement in doubt.
package struct AssumedStatement: Sendable, Hashable {
  /// The migration.
  package var version: String
  /// The statement, from 1.
  package var number: Int
  /// Whether it took effect.
  package var applied: Bool

  /// Reads `VERSION:N`; nil for anything else.
  package init?(_ text: String, applied: Bool) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1]), number > 0 else { return nil }
    (version, self.number, self.applied) = (String(parts[0]), number, applied)
  }
}

extension AssumedStatement? {
  fileprivate func assumptions(for file: MigrationFile) -> [Int: Assumption] {
    guard let self, self.version == file.version else { return [:] }
    return [self.number: self.applied ? .applied : .notApplied]
  }
}
