import Catalog
package import Database
import Diagnostics
import Enforcement
package import SQLSyntax
import SchemaModel

/// Applies a folder's migrations to one PostgreSQL database: one transaction each, behind an advisory lock of the connection
/// that runs them, so that a runner whose connection is gone changes nothing any more. On CockroachDB, where a schema change
/// is no part of a transaction, one statement after the other (``StepwiseRunner``).
package struct Migrator: Sendable {
  /// Of a role that may apply.
  package let connection: Connection
  /// The migrations.
  package let folder: MigrationFolder
  /// The lock, for the comparison after the last generated migration.
  package let lock: PolicyLock?
  /// How files are applied whose statements are transactions of their own; nil on PostgreSQL.
  let stepwise: StepwiseRunner?

  /// Creates a runner for the dialect of the connected server.
  package init(
    connection: Connection, folder: MigrationFolder, lock: PolicyLock?, dialect: Dialect = .postgresql
  ) {
    self.init(
      connection: connection, folder: folder, lock: lock,
      stepwise: dialect == .cockroachdb ? StepwiseRunner(connection: connection) : nil)
  }

  /// Creates a runner that tests have set up.
  init(connection: Connection, folder: MigrationFolder, lock: PolicyLock?, stepwise: StepwiseRunner?) {
    self.connection = connection
    self.folder = folder
    self.lock = lock
    self.stepwise = stepwise
  }

  /// What is applied and what is pending.
  package func state() async throws(MigrationError) -> (state: MigrationState, ledger: [LedgerEntry]) {
    if stepwise != nil {
      let (state, entries, _) = try await stepwiseState()
      return (state, entries)
    }
    let entries = try await entries()
    if entries.isEmpty, let strange = try await leftover() { throw .foreign(strange) }
    return (try MigrationState(folder: folder, ledger: entries), entries)
  }

  /// The ledger; nobody but its owner may read it.
  func entries() async throws(MigrationError) -> [LedgerEntry] {
    do { return try await Ledger.entries(connection) } catch {
      guard error.sqlState == "42501" else { throw .database(error) }
      throw .tooFewRights("\(error.message); connect as the role that applied the first migration, or as a superuser")
    }
  }

  /// Applies what is pending, `limit` migrations at most; tells each one when it is committed.
  package func up(
    limit: Int = .max, assuming assumed: AssumedStatement? = nil, applied: (MigrationFile) -> Void
  ) async throws(MigrationError) {
    if let stepwise { return try await upStepwise(stepwise, limit: limit, assumed, applied) }
    try await fenced { () throws(MigrationError) in
      let pending = try await state().state.pending.prefix(limit)
      try await checkRights(pending)
      // All of them are looked at before the first one runs.
      let scripts = try pending.map { file throws(MigrationError) in try Script(file, .up) }
      for (file, script) in zip(pending, scripts) {
        try await apply(script, of: file)
        applied(file)
      }
    }
  }

  /// Takes back the last `count` migrations; tells each one when it is committed.
  package func down(
    count: Int, assuming assumed: AssumedStatement? = nil, reverted: (MigrationFile) -> Void
  ) async throws(MigrationError) {
    if let stepwise { return try await downStepwise(stepwise, count: count, assumed, reverted) }
    try await fenced { () throws(MigrationError) in
      let last = try await state().state.applied.suffix(count).reversed()
      try await checkRights(last)
      let scripts = try last.map { file throws(MigrationError) in try Script(file, .down) }
      for (file, script) in zip(last, scripts) {
        try await apply(script, of: file)
        reverted(file)
      }
    }
  }

  func ask<Value: Sendable>(
    _ body: (Connection) async throws(DatabaseError) -> Value
  ) async throws(MigrationError) -> Value {
    do { return try await body(connection) } catch { throw .database(error) }
  }

  private func fenced(_ body: () async throws(MigrationError) -> Void) async throws(MigrationError) {
    let got = try await ask { connection throws(DatabaseError) in try await connection.run(Ledger.lock) }
    guard got.rows.first?.first == "t" else {
      let holder = try await ask { connection throws(DatabaseError) in try await connection.run(Ledger.holder) }
      let row = holder.rows.first ?? [nil, nil, nil]
      if row[2] == "t", let name = row[0], let pid = row[1] { throw .obstructed(by: name, pid: pid) }
      throw .busy(holder: row[0] ?? "unknown")
    }
    do throws(MigrationError) { try await body() } catch {
      _ = try? await connection.run(Ledger.unlock)
      throw error
    }
    _ = try await ask { connection throws(DatabaseError) in try await connection.run(Ledger.unlock) }
  }

  private func apply(_ script: Script, of file: MigrationFile) async throws(MigrationError) {
    _ = try await ask { connection throws(DatabaseError) in
      _ = try await connection.script(Ledger.startOver)
      return try await connection.run("BEGIN")
    }
    do throws(MigrationError) {
      for statement in script.statements {
        do { _ = try await connection.script(statement.text) } catch {
          throw .failed(file: script.path, line: statement.line, error: error)
        }
      }
      do { _ = try await connection.script(Ledger.asRunner) } catch {
        throw .failed(file: script.path, line: nil, error: error)
      }
      try await record(file, script)
      do { _ = try await connection.run("COMMIT") } catch {
        // Without an answer nobody here can tell; with one, what was deferred to the end has failed.
        if error.kind == .connection { throw .unsettled(file: script.path, error: error) }
        throw .failed(file: script.path, line: nil, error: error)
      }
    } catch {
      _ = try? await connection.run("ROLLBACK")
      throw error
    }
  }

  private func record(_ file: MigrationFile, _ script: Script) async throws(MigrationError) {
    do {
      switch script.direction {
      case .up:
        _ = try await connection.script(Ledger.create)
        _ = try await connection.run(Ledger.add, [file.version, file.name, file.checksum])
      case .down: _ = try await connection.run(Ledger.remove, [file.version])
      }
    } catch { throw .unrecorded(file: script.path, error: error) }
    guard script.direction == .up, let lock, lock.version == file.version else { return }
    let plan: Plan
    do { plan = try lock.plan() } catch {
      throw .badLock("policy.lock.json", reason: error.diagnostics.map(\.summary).joined(separator: "; "))
    }
    let found: SchemaSnapshot
    do { found = try await SchemaSnapshot.read(from: connection, schemas: plan.schemas) } catch {
      throw .foreign("\(error)")
    }
    let differences = plan.differences(in: found)
    if !differences.isEmpty { throw .different(differences) }
  }

  /// Bailiwick's objects without a ledger: somebody applied the files by hand, or restored half a dump.
  private func leftover() async throws(MigrationError) -> String? {
    let there = try await ask { connection throws(DatabaseError) in
      try await connection.run("SELECT pg_catalog.to_regnamespace('bailiwick') IS NOT NULL")
    }
    return there.rows.first?.first == "t"
      ? "the database has a schema bailiwick, but no ledger says which migration made it: restore "
        + "bailiwick_ledger.migrations from the dump that this database came from, or connect to another database"
      : nil
  }
}

/// A file's statements in one direction, fit to run inside the runner's transaction.
private struct Script {
  let path: String
  let direction: Direction
  let statements: [ScriptStatement]

  init(_ file: MigrationFile, _ direction: Direction) throws(MigrationError) {
    path = "\(file.path).\(direction.rawValue).sql"
    self.direction = direction
    guard let text = direction == .up ? file.up : file.down else { throw .noDown(file.path) }
    statements = ScriptReader.statements(of: text)
    for statement in statements {
      if let word = statement.transactionControl {
        throw .transactionControl(file: path, line: statement.line, word: word)
      }
    }
  }
}
