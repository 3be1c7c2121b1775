import Catalog
import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel

/// The probes of one verification: against a weak copy of the database first, then against true ones.
struct Probing: Sendable {
  let verification: Verification
  /// The rows and callers that the database holds.
  let seeding: Seeding
  /// Its catalog.
  let found: SchemaSnapshot

  private var original: String { verification.target.database ?? "" }
  private var unguarded: String { "\(original)_unguarded" }
  private var copy: String { "\(original)_probed" }
  private var sandbox: Sandbox { verification.sandbox }
  private static let password = Secret("probe")

  /// Tries every probe by one caller of each binding. Nobody may be connected to the database.
  func run() async throws -> [ProbeResult] {
    let sharp = try await weakened { scene in
      var verdicts: [String: ProbeResult.Verdict] = [:]
      var isUsed = true
      for probe in Probe.all {
        if isUsed { try await renew(from: unguarded) }
        verdicts[probe.id] = try await sharpen(probe, scene)
        if case .blunt = verdicts[probe.id] {
          // It has to succeed once; what a busy server was late with, it has at the second time.
          try await renew(from: unguarded)
          verdicts[probe.id] = try await sharpen(probe, scene)
        }
        isUsed = !probe.onlyReads(scene)
      }
      return verdicts
    }
    var results: [ProbeResult] = []
    for caller in attackers {
      try await renew(from: original)
      let scene = try await look(as: caller)
      for probe in Probe.all {
        guard let scene, let sharp else {
          results.append(
            ProbeResult(
              probe: probe, attacker: caller.label, table: nil, statements: [],
              verdict: .blunt("no value of a row of the other tenant tells it from all others")))
          continue
        }
        results.append(try await attempt(probe, scene, caller, sharp[probe.id] ?? .nothing))
      }
    }
    try await sandbox.dropDatabase(copy)
    return results
  }

  /// What a probe left behind is no ground for the next.
  private func renew(from database: String) async throws {
    try await sandbox.dropDatabase(copy)
    _ = try await sandbox.copyDatabase(database, to: copy)
  }

  /// Runs the body with the unguarded database and its logins; nil where there is nothing to attack.
  private func weakened<Value: Sendable>(_ body: (ProbeScene) async throws -> Value) async throws -> Value? {
    let connection = try await Connection.open(sandbox.superuser)
    // Hashed once: each probe logs in anew.
    let verifier = Expression.literal(.text(scramVerifier(password: Self.password, iterations: 1))).sql
    for login in [WeakCopy.logins.open, WeakCopy.logins.superuser] {
      _ = try await connection.run("CREATE ROLE \(login) LOGIN PASSWORD \(verifier)")
    }
    _ = try await connection.run("ALTER ROLE \(WeakCopy.logins.superuser) SUPERUSER")
    let weakening = try await Keeper.connect(to: sandbox.copyDatabase(original, to: unguarded))
    let weak = WeakCopy(policy: verification.policy, snapshot: verification.snapshot, found: found)
    for statement in weak.statements + ["GRANT ALL ON DATABASE \(ProbeScene.name(unguarded)) TO PUBLIC"] {
      _ = try await weakening.run(statement)
    }
    let scene = try await ProbeScene(
      seeding, verification.snapshot, login: WeakCopy.logins.open, observer: weakening)
    await weakening.close()
    let value: Value? = if let scene { try await body(scene) } else { nil }
    try await sandbox.dropDatabase(unguarded)
    for login in [WeakCopy.logins.open, WeakCopy.logins.superuser] {
      _ = try await connection.run("DROP ROLE \(login)")
    }
    await connection.close()
    return value
  }

  /// Whether the probe succeeds where nothing stands against it.
  private func sharpen(_ probe: Probe, _ scene: ProbeScene) async throws -> ProbeResult.Verdict {
    let database = sandbox.superuser.with(database: copy)
    let login = probe.weak == .open ? WeakCopy.logins.open : WeakCopy.logins.superuser
    let outcome = try await trial(probe, scene, in: database, weakness: probe.weakness(scene)) {
      () throws(DatabaseError) in
      ProbeAttacker(connection: try await Connection.open(database.with(user: login, password: Self.password)))
    }
    guard let outcome, !outcome.isUnsupported else { return .nothing }
    return outcome.success.map { .succeeded($0) } ?? .blunt(outcome.stopped)
  }

  /// Looks around in the copy.
  private func look(as caller: Caller) async throws -> ProbeScene? {
    let observer = try await Keeper.connect(to: sandbox.superuser.with(database: copy))
    let scene = try await ProbeScene(seeding, verification.snapshot, login: caller.login, observer: observer)
    await observer.close()
    return scene
  }

  private func attempt(
    _ probe: Probe, _ scene: ProbeScene, _ caller: Caller, _ sharp: ProbeResult.Verdict
  ) async throws -> ProbeResult {
    let sent = probe.steps(scene, scene.theirs) ?? []
    func result(_ verdict: ProbeResult.Verdict) -> ProbeResult {
      ProbeResult(
        probe: probe, attacker: caller.label, table: sent.isEmpty ? nil : scene.table.name,
        statements: sent.map(\.text).filter { !$0.isEmpty }, verdict: verdict)
    }
    guard case .succeeded = sharp else { return result(sharp) }
    let database = sandbox.superuser.with(database: copy)
    let outcome = try await trial(probe, scene, in: database, weakness: []) { () throws(DatabaseError) in
      ProbeAttacker(
        connection: try await Connection.open(database.with(user: caller.login, password: caller.password)),
        binding: caller.binding.map { ($0.sql, caller.credentials) })
    }
    // What a probe did to the attacker's own rows would be missing for the next, which then shows nothing.
    if let outcome, !probe.onlyReads(scene), outcome.isDone || outcome.success != nil || !probe.before(scene).isEmpty {
      try await renew(from: original)
    }
    guard let outcome else { return result(.nothing) }
    guard let success = outcome.success else { return result(.stopped(outcome.stopped)) }
    if let channel = probe.channel { return result(.channel(channel, success)) }
    if let flaw = probe.flaw, flaw.isIn(seeding.engine) { return result(.channel(flaw.id, success)) }
    let isForged = caller.binding != nil && caller.binding == probe.forges
    return result(isForged ? .channel("setting", success) : .succeeded(success))
  }

  /// - Returns: Success, or how it was stopped; nil where there is nothing of the kind.
  private func trial(
    _ probe: Probe, _ scene: ProbeScene, in database: ConnectionTarget, weakness: [String],
    by attacker: @escaping @Sendable () async throws(DatabaseError) -> ProbeAttacker
  ) async throws -> ProbeTrial.Outcome? {
    let observer = try await Keeper.connect(to: database)
    for statement in weakness { _ = try await observer.run(statement) }
    let outcome = try await ProbeTrial(
      probe: probe, scene: scene, canaries: seeding.canaries, observer: observer, attacker: attacker
    ).run()
    await observer.close()
    return outcome
  }

  /// Of the callers of the first tenant that share a way to be bound: who has the most rules.
  private var attackers: [Caller] {
    let active = seeding.cast.callers.filter { $0.tenantKey == seeding.tenants.a && $0.actor.active }
    func rules(_ caller: Caller) -> Int {
      verification.policy.tables.reduce(0) { $0 + $1.rules.count { caller.actor.roles.contains($0.role) } }
    }
    return [active.filter { $0.binding == nil }, active.filter { $0.binding != nil }].compactMap { callers in
      callers.max { rules($0) < rules($1) }
    }
  }
}

extension [ProbeResult] {
  /// What stays open where probes were tried: those that succeed nowhere, or that nobody could try.
  var unproven: [Unproven] {
    guard !isEmpty else { return [Unproven(reason: "no caller could try the probes")] }
    return compactMap { result in
      guard case .blunt(let why) = result.verdict else { return nil }
      return Unproven(reason: "the probe \(result.probe.id) succeeds nowhere, so it shows nothing: \(why)")
    }
  }
}
