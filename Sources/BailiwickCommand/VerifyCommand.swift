import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Enforcement
import Foundation
import Migration
import SQLSyntax
import Sandbox
import SchemaModel
import Verification

/// `bailiwick verify`: whether a database does what the policy says.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Log in as every role of two tenants and hold what each may do against the policy.",
    discussion: """
      Examples:
        bailiwick verify --sandbox              the migrations, on a throwaway PostgreSQL
        bailiwick verify --url "$STAGING_URL"   a live database: its schema is copied to a sandbox, where the cells run
        bailiwick verify --sandbox --engine cockroachdb-25.4 --migrations sql/cockroachdb --lock sql/cockroachdb.lock.json
      A cell is one login, table, command, row and column. What the policy says comes from the policy alone; what the \
      database does comes from real logins. The installed objects are held against the plan as well. Nothing is written \
      to a live database. Exits with 1 where something is refuted or not as planned, with 4 where something is unproven.
      Files for CockroachDB are applied to a throwaway node where there is a `cockroach` (never run so far), and their \
      cells are asked of PostgreSQL in its place: what differs is refuted, and nothing is proven.
      """)

  @OptionGroup var source: PolicyOptions
  @OptionGroup var schema: SnapshotOptions
  @OptionGroup var files: MigrationOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var server: SandboxOptions
  @Flag(help: "Verify the migrations on a throwaway server instead of a live database.")
  var sandbox = false
  @Option(help: "Write a script for each disagreement here; each replays from nothing with `bailiwick sandbox --run`.")
  var witnesses: String?
  @Option(help: "The engine that the migrations are for, such as cockroachdb-25.4; by default the lock's.")
  var engine: String?
  @Option(help: "How many cells to ask at once, each job in a copy of the database; by default one for each processor.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    try requireEngine(engine)
    if sandbox, connection.url != nil { throw ValidationError("--sandbox and --url exclude each other") }
  }

  func run() async throws {
    let started = ContinuousClock.now
    let ground = try await VerifyGround(
      source: source, schema: schema, files: files, wanted: engine.flatMap(Engine.init(parsing:)))
    if !sandbox { try ground.requirePostgreSQL() }
    try prepareWitnesses()
    let report = try await Failure.telling {
      guard sandbox else { return try await live(ground) }
      return ground.lock.dialect == .postgresql ? try await inSandbox(ground) : try await standIn(ground)
    }
    let written = try writeWitnesses(report, ground)
    let text = VerificationText(
      report: report, ground: ground, live: !sandbox, seconds: (ContinuousClock.now - started).seconds,
      witnesses: written)
    switch format {
    case .text: print(text.text, terminator: "")
    case .json: print(text.json.canonicalText, terminator: "")
    }
    let overclaimed = report.overclaimed
    if !report.disagreements.isEmpty || !report.structure.isEmpty
      || overclaimed.contains(where: { $0.reach == .refuted })
    {
      throw ExitCode(1)
    }
    if !report.unproven.isEmpty || report.cells == 0 || !overclaimed.isEmpty { throw ExitCode(4) }
  }

  private func inSandbox(_ ground: VerifyGround) async throws -> VerificationReport {
    try await Sandbox.with(PostgresInstallation.find(directory: server.postgres)) { sandbox in
      let reference = try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan)
      let target = try await sandbox.createDatabase("verify")
      let observer = try await Connection.open(target)
      try await Migrator(connection: observer, folder: ground.folder, lock: ground.lock).up { _ in }
      let found = try await SchemaSnapshot.read(from: observer)
      let structure = Structure(ground.plan, reference: reference, found: found).findings()
      return try await ground.verification(observer, target, in: sandbox, jobs: jobs).run(
        found: found, structure: structure)
    }
  }

  private func live(_ ground: VerifyGround) async throws -> VerificationReport {
    let live = try await connection.connect()
    let found = try await SchemaSnapshot.read(from: live)
    let identities = try await LoginClosure.identities(live)
    let installation = try PostgresInstallation.find(directory: server.postgres, major: found.engine.major)
    let closure = LoginClosure(policy: ground.policy, found: found, identities: identities).findings()
    return try await Sandbox.with(installation) { sandbox in
      let reference = try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan)
      let structure = Structure(ground.plan, reference: reference, found: found).findings()
      let target = try await LiveCopy.make(of: connection.target(), found, by: installation, in: sandbox)
      let observer = try await Connection.open(target)
      var report = try await ground.verification(observer, target, in: sandbox, jobs: jobs).run(
        found: found, structure: structure + closure)
      report.unbound = found.unboundLogins
      return report
    }
  }

  /// A folder that cannot be written is found out before the cells are asked, not after.
  private func prepareWitnesses() throws {
    guard let witnesses else { return }
    let probe = "\(witnesses)/.bailiwick-\(getpid())"
    do {
      try FileManager.default.createDirectory(atPath: witnesses, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: probe))
      try FileManager.default.removeItem(atPath: probe)
    } catch { throw Failure(message: "\(witnesses) cannot be written: \(error.localizedDescription)") }
  }

  private func writeWitnesses(_ report: VerificationReport, _ ground: VerifyGround) throws -> [String] {
    guard let witnesses, !report.disagreements.isEmpty else { return [] }
    do {
      return try report.disagreements.prefix(20).enumerated().map { number, disagreement in
        let path = "\(witnesses)/witness-\(number + 1).sql"
        let text = Witness.script(disagreement, report: report, migrations: ground.folder.files.map(StandIn.replayed))
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
      }
    } catch { throw Failure(message: "\(witnesses) cannot be written: \(error.localizedDescription)") }
  }
}

extension Duration {
  /// Seconds with their fraction.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Failure {
  /// Runs the body; what a server, a sandbox or a migration has to say ends the command with its own sentence.
  static func telling<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch {
      switch error {
      case is VerificationError, is SandboxError, is DatabaseError, is CatalogError, is MigrationError:
        throw Failure(message: "\(error)")
      default: throw error
      }
    }
  }
}
