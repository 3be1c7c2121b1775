import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Enforcement
import Foundation
import Migration
import Report
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
        bailiwick verify --sandbox --probes     over a hundred attacks beside the cells
        bailiwick verify --canary               production: reads only, in a second, and proves nothing
        bailiwick verify --sandbox --engine cockroachdb-25.4 --migrations sql/cockroachdb --lock sql/cockroachdb.lock.json
      A cell is one login, table, command, row and column. What the policy says comes from the policy alone; what the \
      database does comes from real logins. The installed objects are held against the plan as well. Nothing is written \
      to a live database. Exits with 1 where something is refuted or not as planned, with 4 where something is unproven; \
      --fail-on and --min-score say otherwise. A finding that somebody answers for stands in bailiwick.accept.json:
        {"format": "bailiwick-accept", "version": 1, "accepted": [{"fingerprint": "5f0c…", "owner": "ann@example.org",
          "reason": "the view is dropped in May", "expires": "2027-05-31"}]}
      It is printed as accepted and fails nothing until that day; "id" and "table" instead of "fingerprint" accept what \
      is not as planned or unproven of a whole table. The score is the share of cells that belong to proven tables.
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
  @Flag(help: "Only look at a live database: catalog, logins, and up to 50 logins' reads. No sandbox, no proof.")
  var canary = false
  @Flag(help: "Try attacks that are no cells as well: searches, escapes, covert channels, catalog changes.")
  var probes = false
  @Option(help: "Write a script for each disagreement here; each replays from nothing with `bailiwick sandbox --run`.")
  var witnesses: String?
  @Option(help: "The engine that the migrations are for, such as cockroachdb-25.4; by default the lock's.")
  var engine: String?
  @Option(help: "How many cells to ask at once, each job in a copy of the database; by default one for each processor.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var reporting: ReportOptions

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    try requireEngine(engine)
    if sandbox, connection.url != nil { throw ValidationError("--sandbox and --url exclude each other") }
    if canary, sandbox || probes || witnesses != nil {
      throw ValidationError("--canary asks no cells: no --sandbox, no --probes, no --witnesses")
    }
  }

  func run() async throws {
    let started = ContinuousClock.now
    let ground = try await VerifyGround(
      source: source, schema: schema, files: files, wanted: engine.flatMap(Engine.init(parsing:)))
    if !sandbox { try ground.requirePostgreSQL() }
    if canary { return try await VerifyCanary(ground: ground, connection: connection, format: reporting.format).run() }
    try prepareWitnesses()
    let accepted = try reporting.prepare()
    let report = try await Failure.telling {
      guard sandbox else { return try await live(ground) }
      return ground.lock.dialect == .postgresql ? try await inSandbox(ground) : try await standIn(ground)
    }
    var proof = ProofReport(
      report, policy: ground.policy, views: ground.plan.views, engine: ground.engine, live: !sandbox,
      policyPath: source.relativePath, accepted: accepted, today: String(Date.now.ISO8601Format().prefix(10)))
    try writeWitnesses(&proof, ground)
    let seconds = (ContinuousClock.now - started).seconds
    try reporting.tell(proof, duration: String(format: "%.1f s", seconds))
  }

  /// A witness is written for this many findings, with the fewest rows.
  static let witnessed = 20
  var shrinking: Int { witnesses == nil ? 0 : Self.witnessed }

  private func inSandbox(_ ground: VerifyGround) async throws -> VerificationReport {
    try await Sandbox.with(PostgresInstallation.find(directory: server.postgres)) { sandbox in
      let reference = try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan)
      let target = try await sandbox.createDatabase("verify")
      let observer = try await Connection.open(target)
      try await Migrator(connection: observer, folder: ground.folder, lock: ground.lock).up { _ in }
      let found = try await SchemaSnapshot.read(from: observer)
      let structure = Structure(ground.plan, reference: reference, found: found).findings()
      return try await ground.verification(observer, target, in: sandbox, jobs: jobs).run(
        found: found, structure: structure, shrinking: shrinking, probing: probes)
    }
  }

  private func live(_ ground: VerifyGround) async throws -> VerificationReport {
    let live = try await connection.connect()
    let found = try await SchemaSnapshot.read(from: live)
    let identities = try await LoginClosure.identities(live)
    let installation = try PostgresInstallation.find(directory: server.postgres, major: found.engine.major)
    let closure = LoginClosure(policy: ground.policy, found: found, identities: identities).findings()
    let rows =
      try await SessionRows(live, policy: ground.policy).findings() + (ground.members(live)?.findings() ?? [])
    let reads = try await LiveReads.run(on: live, found, policy: ground.policy, views: ground.plan.views)
    return try await Sandbox.with(installation) { sandbox in
      let reference = try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan)
      let structure = Structure(ground.plan, reference: reference, found: found).findings()
      let target = try await LiveCopy.make(of: connection.target(), found, by: installation, in: sandbox)
      let observer = try await Connection.open(target)
      var report = try await ground.verification(observer, target, in: sandbox, jobs: jobs).run(
        found: found, structure: structure + closure + rows, shrinking: shrinking, probing: probes)
      report.unbound = found.unboundLogins
      report.live = reads
      report.disagreements += reads?.leaks ?? []
      report.unproven += LiveReads.open(reads).map { Unproven(reason: "live rows: \($0)") }
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

  /// A script for each of the first findings that a statement shows.
  private func writeWitnesses(_ proof: inout ProofReport, _ ground: VerifyGround) throws {
    guard let witnesses else { return }
    let migrations = ground.folder.files.map(StandIn.replayed)
    do {
      for (number, index) in proof.findings.indices.filter({ proof.findings[$0].shown != nil }).prefix(Self.witnessed)
        .enumerated()
      {
        // What was seen of live rows cannot be made again from nothing.
        guard let disagreement = proof.disagreement(behind: proof.findings[index]),
          proof.report.logins[disagreement.cell.caller] != nil
        else { continue }
        let path = "\(witnesses)/witness-\(number + 1).sql"
        let text = Witness.script(disagreement, report: proof.report, migrations: migrations)
        try Data(text.utf8).write(to: URL(filePath: path))
        proof.findings[index].script = path
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
