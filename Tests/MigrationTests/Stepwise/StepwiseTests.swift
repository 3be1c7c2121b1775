import Database
import Sandbox
import SchemaModel
import TestSupport
import Testing

@testable import Migration

/// The runner for CockroachDB, executed on PostgreSQL. What the engines do differently is not proven by that.
@Suite(.takesTurns) struct StepwiseTests {
  /// Boards and support have statements of no other kind than the rest; what promotion has alone is seen once.
  static let runs = Example.all.filter { !["boards", "support"].contains($0.name) }
    .flatMap { example in TestServer.majors.map { (example, $0) } }
    .filter { $0.name != "promotion" || $1 == TestServer.majors.last }

  /// Runners that lose their connection before every nth action leave what one does that is never interrupted.
  @Test(arguments: runs)
  func interruptedRunsEndAsWholeOnes(_ run: (Example, Int)) async throws {
    let (example, major) = run
    let nth = ["freight": 10, "ads": 11, "rides": 5][example.name] ?? 5
    let sandbox = try await TestServer.start(for: "stepwise \(example)", major: major)
    let world = try StepwiseWorld(example, try await sandbox.createDatabase("work"))
    defer { world.workspace.remove() }
    try await world.run(.up)
    let before = try await world.snapshot()
    try await world.run(.up)
    let up = try await world.snapshot()
    #expect(up != before)
    try await world.run(.down)
    #expect(try await world.snapshot() == before)
    #expect(try await world.run(.up, losingEvery: nth) > 10)
    #expect(try await world.snapshot() == up)
    #expect(try await world.run(.down, losingEvery: nth) > 10)
    #expect(try await world.snapshot() == before)
    #expect(try await world.ask("SELECT count(*) FROM bailiwick_ledger.journal") == [["0"]])
    #expect(try await world.ask("SELECT version FROM bailiwick_ledger.migrations") == [["0001"]])
  }

  /// Two at once: one of them runs, the other is told so or finds nothing left to do.
  @Test func ofTwoRunnersOneRuns() async throws {
    let sandbox = try await TestServer.start(for: "stepwise two")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase("work"))
    defer { world.workspace.remove() }
    let outcomes = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let connection = try await Connection.open(world.target)
          var applied: [String] = []
          let migrator = try world.migrator(connection)
          do throws(MigrationError) { try await migrator.up { applied.append($0.version) } } catch {
            guard case .busy = error else { throw error }
          }
          await connection.close()
          return applied
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.filter { !$0.isEmpty } == [["0001", "0002"]])
  }

  /// A runner that was lost before its lease had a row leaves tables; the next one adds what is missing.
  @Test func halfALedgerIsCompleted() async throws {
    let sandbox = try await TestServer.start(for: "stepwise half")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase("work"))
    defer { world.workspace.remove() }
    for statement in StepwiseLedger.create.dropLast() { _ = try await world.ask(statement) }
    try await world.run(.up)
    #expect(try await world.ask("SELECT version FROM bailiwick_ledger.migrations") == [["0001"]])
  }

  /// A runner that was paused before a GRANT grants nothing once another one has begun.
  @Test(arguments: TestServer.majors) func aLateGrantHasNoEffect(_ major: Int) async throws {
    let sandbox = try await TestServer.start(for: "stepwise late", major: major)
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase("work"))
    defer { world.workspace.remove() }
    let door = Door()
    let paused = Task {
      let connection = try await Connection.open(world.target)
      let migrator = try world.migrator(connection) { script, action in
        guard case .execute(let number) = action else { return }
        if script.statements[number - 1].text.hasPrefix("GRANT SELECT ON TABLE app.countries") { await door.pass() }
      }
      try await migrator.up { _ in }
    }
    await door.untilSomebodyWaits()
    try await world.run(.up)
    let privileges = "SELECT count(*) FROM information_schema.table_privileges WHERE grantee = 'freight_auditor'"
    _ = try await world.ask("REVOKE ALL ON ALL TABLES IN SCHEMA app, app_view FROM freight_auditor, freight_viewer")
    let held = try await world.ask(privileges)
    await door.open()
    let error = await #expect(throws: MigrationError.self) { try await paused.value }
    #expect(error?.isResumable == true, "\(error.map { "\($0)" } ?? "")")
    #expect(try await world.ask(privileges) == held)
    #expect(try await world.ask("SELECT count(*) FROM bailiwick_ledger.journal") == [["0"]])
  }

  /// A runner that lost the lease but not its session writes nothing either.
  @Test func whoLostTheLeaseStops() async throws {
    let sandbox = try await TestServer.start(for: "stepwise lease")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase("work"))
    defer { world.workspace.remove() }
    let connection = try await Connection.open(world.target)
    let migrator = try world.migrator(connection) { script, action in
      guard script.file.version == "0002", action == .begin(5) else { return }
      _ = try? await world.ask("UPDATE bailiwick_ledger.lease SET token = token + 1")
    }
    let error = await #expect(throws: MigrationError.self) { try await migrator.up { _ in } }
    guard case .superseded(let place)? = error else { throw try #require(error) }
    #expect(place.number == 5)
    #expect(try await world.ask("SELECT max(number) FROM bailiwick_ledger.journal") == [["4"]])
    await connection.close()
  }
}
