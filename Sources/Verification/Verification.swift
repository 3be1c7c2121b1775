import CanonicalJSON
import Catalog
package import Database
package import Enforcement
import IntentOracle
package import PolicyModel
import Provisioning
import SQLSyntax
package import Sandbox
package import SchemaModel

/// Runs every cell of a policy against a database whose migrations are applied, and that is nobody's but ours.
package struct Verification: Sendable {
  /// The policy against its schema.
  package let policy: ResolvedPolicy
  /// The policy as it is declared.
  package let declared: Policy
  /// The schema that the policy was held against.
  package let snapshot: SchemaSnapshot
  /// A superuser's connection, which is closed when the cells begin.
  package let observer: Connection
  /// A superuser's way to the database.
  package let target: ConnectionTarget
  /// The server, which makes a copy of the database for each further job.
  package let sandbox: Sandbox
  /// How many cells are asked at once.
  package let jobs: Int
  /// By what logins reach the tables.
  package let paths: AccessPaths
  /// The engine that the installed objects are written for: PostgreSQL executes most of what is meant for the others.
  package let engine: Engine.Product

  /// Creates a verification.
  package init(
    policy: ResolvedPolicy, declared: Policy, snapshot: SchemaSnapshot, observer: Connection, target: ConnectionTarget,
    sandbox: Sandbox, jobs: Int = 1, paths: AccessPaths, engine: Engine.Product = .postgresql
  ) {
    (self.policy, self.declared, self.snapshot) = (policy, declared, snapshot)
    (self.observer, self.target, self.sandbox, self.jobs) = (observer, target, sandbox, jobs)
    (self.paths, self.engine) = (paths, engine)
  }

  /// Provisions, makes rows, asks every cell.
  /// - Throws: ``VerificationError`` when the sandbox itself fails; what the policy's objects do is in the report.
  ///
  /// - Parameters:
  ///   - found: The catalog that is judged: of the live database, or of the sandbox.
  ///   - structure: Where it is not as planned.
  ///   - only: The tables that cells are about; nil means all. The others are then unproven by their
  ///     absence.
  ///   - sample: Who asks; nil means everybody.
  ///   - shrinking: For how many disagreements to look for the fewest rows, each of another relation, command or caller.
  ///   - probing: Whether to try every ``Probe`` too.
  package func run(
    found: SchemaSnapshot, structure: [StructuralFinding], only: Set<QualifiedName>? = nil,
    sample: CallerSample? = nil, shrinking: Int = 0, probing: Bool = false
  ) async throws(VerificationError)
    -> VerificationReport
  {
    try await Self.telling {
      // Probes look for their table among all.
      let seeding = try await seed(only: probing ? nil : only)
      let (fixture, cast) = (seeding.fixture, seeding.cast)
      let whole = seeding.examination(paths, found)
      let examination = only.map(whole.asking) ?? whole
      let (oracle, stage) = (seeding.oracle, examination.stage)
      let callers = sample?.drawn(from: cast.callers) ?? cast.callers
      let record = try await withDatabases(most: examination.portions(callers).count) { databases in
        try await examination.run(callers, in: databases)
      }
      var unproven = seeding.unmade + record.blocked.sorted { $0.reason < $1.reason }
      if callers.count < cast.callers.count {
        unproven.append(Unproven(reason: "only \(callers.count) of \(cast.callers.count) callers were asked"))
      }
      for table in record.unsettled.sorted() {
        unproven.append(Unproven(table: table, reason: "\(table) is not as it was before the cells"))
      }
      let planned =
        policy.tables.flatMap { table in
          [Command.update, .delete].flatMap { paths.routines($0, of: table.name) }.map(\.name)
        } + policy.tables.compactMap { paths.view(of: $0.name) }
        + (memberSource.map { [MemberRoutine.follow($0).name] } ?? [])
      unproven += Bypasses(
        found: found, roles: requestRoles, tables: policy.tables.map(\.name),
        planned: Set(planned)
      ).unproven()
      let gaps = Gaps(paths: paths, oracle: oracle, record: record).all(callers)
      unproven += LevelGaps(oracle: oracle, stage: stage).all(callers).filter {
        only?.contains($0.table ?? policy.tenants.table) ?? true
      }
      unproven += gaps.filter { only?.contains($0.table ?? policy.tenants.table) ?? true }
      let explained = Set(unproven.map(\.table))
      let clauses = Coverage(
        oracle: oracle, stage: stage, values: examination.values, callers: callers, record: record
      ).clauses()
      unproven += clauses.flatMap(\.unproven).filter { !explained.contains($0.table) }
      let counts = record.counts.map {
        (caller: $0.key.caller, relation: $0.key.relation, command: $0.key.command, count: $0.value)
      }
      .sorted { ($0.caller, $0.relation, $0.command) < ($1.caller, $1.relation, $1.command) }
      let disagreements = await Shrinking(
        examination: examination, callers: callers, database: target, statements: fixture.statements
      ).shrunk(record.disagreements, count: shrinking)
      let probes = probing ? try await Probing(verification: self, seeding: seeding, found: found).run() : []
      if probing { unproven += probes.unproven }
      return VerificationReport(
        engine: seeding.engine, catalogHash: found.hash, counts: counts, disagreements: disagreements,
        structure: structure + record.locked.sorted { $0.summary < $1.summary }, unproven: unproven, channels: channels,
        standings: CallerStanding.all(policy.bindings, engine: self.engine).on(
          self.engine == .postgresql ? [found.engine, seeding.engine] : [], policy, declared: declared),
        rows: fixture.statements.map(\.sql),
        logins: cast.statements, clauses: clauses, probes: probes)
    }
  }

  /// The application's table that says who is who; nil where the identity keeps it.
  var memberSource: MemberSource? { MemberSource(policy, in: snapshot) }

  /// The roles of the database that requests run as.
  private var requestRoles: [String] {
    (policy.bindings.login ? policy.roles.map { "\(policy.name)_\($0.name)" } : [])
      + (policy.bindings.pooled ? ["\(policy.name)__pool"] : [])
  }

  private var channels: [Channel] {
    Channel.postgresql.map { name, tells in
      Channel(name: name, tells: tells, reason: declared.accepted.first { $0.subject == name }?.reason)
    }
  }
}

extension SchemaSnapshot {
  /// SHA-256 of the canonical text, in hexadecimal digits.
  package var hash: String { sha256(json.canonicalText.utf8) }
}
