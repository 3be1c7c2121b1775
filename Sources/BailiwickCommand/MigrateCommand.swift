import ArgumentParser
import Database
import Foundation
import Migration
import Provisioning

/// `bailiwick migrate`: puts migrations into a database, and takes them back.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Apply migrations, take them back, or say what would happen.",
    discussion: """
      Example:
        bailiwick migrate plan --url "$DATABASE_URL"
        bailiwick migrate up   --url "$DATABASE_URL"
      On PostgreSQL each migration is one transaction, behind an advisory lock. After the last generated one the catalog is \
      read back, inside the transaction: where it is not what the plan says, everything is rolled back.
      On CockroachDB each statement is a transaction of its own, written down before and after. What was interrupted ends \
      with exit code 3, and the same command goes on with it.
      """,
    subcommands: [MigrateUp.self, MigrateDown.self, MigrateStatus.self, MigratePlan.self])
}

/// The connection and the folder.
struct MigrateOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var files: MigrationOptions

  func migrator() async throws -> Migrator {
    let (folder, lock) = (try files.folder(), try files.readLock())
    let connection = try await connection.connect()
    return Migrator(
      connection: connection, folder: folder, lock: lock, dialect: try await Migrator.dialect(of: connection))
  }

  /// Runs the body; whatever stops a migration ends the command with its message.
  func run<Value: Sendable>(_ body: @escaping @Sendable (Migrator) async throws -> Value) async throws -> Value {
    do {
      return try await interruptible {
        return try await body(try await migrator())
      }
    } catch let error as MigrationError {
      throw Failure(message: "\(error)", code: error.isResumable ? 3 : error.wasRefused ? 2 : 1)
    }
  }
}

/// What a person says of a hand-written statement that may have run (CockroachDB).
struct AssumptionOptions: ParsableArguments {
  @Option(help: .init("The statement in doubt took effect: go on behind it. CockroachDB only.", valueName: "version:n"))
  var assumeApplied: String?
  @Option(help: .init("The statement in doubt took no effect: run it again. CockroachDB only.", valueName: "version:n"))
  var assumeNotApplied: String?

  func validate() throws { _ = try statement() }

  func statement() throws -> AssumedStatement? {
    guard let text = assumeApplied ?? assumeNotApplied else { return nil }
    guard assumeApplied == nil || assumeNotApplied == nil else {
      throw ValidationError("--assume-applied and --assume-not-applied exclude each other")
    }
    guard let statement = AssumedStatement(text, applied: assumeApplied != nil) else {
      throw ValidationError("\"\(text)\" is no VERSION:N, such as 0002:17")
    }
    return statement
  }
}

/// How many migrations; fewer than one are a slip.
private func requirePositive(_ steps: Int?) throws {
  if let steps, steps < 1 { throw ValidationError("--steps takes a number from 1") }
}

extension MigrationError {
  /// Whether nothing was sent that changes anything, so that the call or its surroundings have to change.
  fileprivate var wasRefused: Bool {
    switch self {
    case .failed, .different, .unrecorded, .unsettled: false
    case .database(let error): error.kind != .cancelled
    default: true
    }
  }
}

struct MigrateUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "up", abstract: "Apply what is pending.")
  @OptionGroup var options: MigrateOptions
  @OptionGroup var assumption: AssumptionOptions
  @Option(help: "Apply this many migrations at most.")
  var steps: Int?

  func validate() throws { try requirePositive(steps) }

  func run() async throws {
    let (steps, lock, assumed) = (steps, options.files.lock, try assumption.statement())
    try await options.run { migrator in
      if migrator.lock == nil, let file = try await migrator.state().state.pending.first(where: \.isGenerated) {
        throw Failure(
          message: "\(lock) is missing, so nothing could be compared with what \(file.path).up.sql is to install; "
            + "`bailiwick generate` writes it, --lock names it elsewhere")
      }
      let losing = try await migrator.losingAccess()
      for login in losing { print("loses access: \(login)") }
      var count = 0
      try await migrator.up(limit: steps ?? .max, assuming: assumed) { file in
        print("applied \(file.version)_\(file.name)")
        count += 1
      }
      let pool = migrator.lock?.policy.hasPools == true ? ", bailiwick service add pool" : ""
      print(count == 0 ? "Nothing to apply." : "Next:  bailiwick tenant list\(pool), bailiwick principal add --help")
    }
  }
}

struct MigrateDown: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "down", abstract: "Take back the last migration.")
  @OptionGroup var options: MigrateOptions
  @OptionGroup var assumption: AssumptionOptions
  @Option(help: "How many migrations to take back.")
  var steps = 1

  func validate() throws { try requirePositive(steps) }

  func run() async throws {
    let (steps, assumed) = (steps, try assumption.statement())
    try await options.run { migrator in
      var count = 0
      try await migrator.down(count: steps, assuming: assumed) { file in
        print("took back \(file.version)_\(file.name)")
        count += 1
      }
      if count == 0 { print("Nothing to take back.") }
    }
  }
}

struct MigrateStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is applied and what is pending.")
  @OptionGroup var options: MigrateOptions

  func run() async throws {
    try await options.run { migrator in
      let (state, ledger) = try await migrator.state()
      for entry in ledger {
        print("applied  \(entry.version)_\(entry.name)  \(entry.appliedAt)  by \(entry.appliedBy)")
      }
      for line in try await migrator.underWay() { print(line) }
      for file in state.pending { print("pending  \(file.version)_\(file.name)") }
      if ledger.isEmpty && state.pending.isEmpty { print("No migrations in \(migrator.folder.path).") }
    }
  }
}

struct MigratePlan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "What `up` would do, and who would lose access.")
  @OptionGroup var options: MigrateOptions

  func run() async throws {
    try await options.run { migrator in
      let pending = try await migrator.state().state.pending
      guard !pending.isEmpty else { return print("Nothing to apply.") }
      for file in pending {
        print(
          "\(file.version)_\(file.name)  \(file.statementCount) statements\(file.isGenerated ? "" : ", hand-written")")
        for note in file.hazards { print("   \(note)") }
      }
      for line in try await migrator.underWay() { print(line) }
      let losing = try await migrator.losingAccess()
      if !migrator.asksWhoLosesAccess { return print("Who loses access is not asked on CockroachDB.") }
      if losing.isEmpty { print("No login loses access.") }
      for login in losing { print("loses access: \(login)") }
    }
  }
}
