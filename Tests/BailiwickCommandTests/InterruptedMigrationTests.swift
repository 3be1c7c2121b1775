import Database
import Foundation
import TestSupport
import Testing

/// A runner that is stopped, and one that comes too early: nothing is applied by halves, and the next run works.
@Suite(.serialized, .takesTurns) struct InterruptedMigrationTests {
  /// Takes the lock, makes a table, and sleeps longer than any test.
  static let slow = "CREATE TABLE public.half (n int);\nSELECT pg_sleep(3600);"

  private func poll(_ what: String, until done: () async throws -> Bool) async throws {
    for _ in 0..<1200 {
      if try await done() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("\(what) did not come about within a minute")
  }

  private func isAsleep(_ shop: Shop) async throws -> Bool {
    try await shop.connection.run(
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    ).rows == [["1"]]
  }

  private func isFree(_ shop: Shop) async throws -> Bool {
    try await shop.connection.run(
      """
      SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """
    ).rows == [["0"]]
  }

  private func startSlowly(_ shop: Shop) async throws -> Process {
    try shop.tool.write(Self.slow, to: "sql/migrations/0003_slow.up.sql")
    let runner = try shop.tool.start("migrate", "up", environment: shop.environment)
    try await poll("the sleep") { try await isAsleep(shop) }
    return runner
  }

  private func nothingIsHalfDone(_ shop: Shop) async throws {
    let left = try await shop.connection.run(
      "SELECT to_regclass('public.half') IS NULL, (SELECT max(version) FROM bailiwick_ledger.migrations)")
    #expect(left.rows == [["t", "0002"]])
    try shop.tool.write("CREATE TABLE public.half (n int);", to: "sql/migrations/0003_slow.up.sql")
    #expect(try shop.succeed("migrate", "up").hasPrefix("applied 0003_slow\n"))
  }

  @Test func ctrlCStopsTheStatementAndRollsBack() async throws {
    try await Shop.with("interrupted") { shop in
      let runner = try await startSlowly(shop)
      kill(runner.processIdentifier, SIGINT)
      runner.waitUntilExit()
      #expect(runner.terminationReason == .exit && runner.terminationStatus == 1)
      try await poll("the end of the statement") { try await isFree(shop) }
      try await nothingIsHalfDone(shop)
    }
  }

  /// Nobody tells the server anything: it looks for its client by itself, long before the statement would end.
  @Test func aRunnerThatIsKilledKeepsNoLock() async throws {
    try await Shop.with("interrupted") { shop in
      let runner = try await startSlowly(shop)
      kill(runner.processIdentifier, SIGKILL)
      runner.waitUntilExit()
      try await poll("the end of the session") { try await isFree(shop) }
      try await nothingIsHalfDone(shop)
    }
  }

  @Test func theSecondRunnerIsToldWhoIsFirst() async throws {
    try await Shop.with("interrupted") { shop in
      let runner = try await startSlowly(shop)
      let holder = try await shop.connection.run("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")
        .rows
      let process = try #require(holder.first?.first ?? nil)
      for command in ["up", "down"] {
        let second = try shop.tool.run("migrate", command, environment: shop.environment)
        #expect(second.code == 2)
        #expect(second.err.contains("another runner is applying migrations: server process \(process) of postgres"))
      }
      kill(runner.processIdentifier, SIGTERM)
      runner.waitUntilExit()
      try await poll("the end of the statement") { try await isFree(shop) }
      try await nothingIsHalfDone(shop)
    }
  }

  /// Both start at once: each migration is applied once, whoever comes first.
  @Test func twoRunnersApplyEachMigrationOnce() async throws {
    try await Shop.with("interrupted") { shop in
      for number in 3...9 {
        try shop.tool.write("CREATE TABLE public.t\(number) (n int);", to: "sql/migrations/000\(number)_t.up.sql")
      }
      let runners = try (0..<4).map { _ in try shop.tool.start("migrate", "up", environment: shop.environment) }
      for runner in runners { runner.waitUntilExit() }
      #expect(runners.contains { $0.terminationStatus == 0 })
      #expect(runners.allSatisfy { [0, 2].contains($0.terminationStatus) })
      #expect(try shop.succeed("migrate", "up") == "Nothing to apply.\n")
      #expect(
        try await shop.connection.run("SELECT count(*), count(DISTINCT version) FROM bailiwick_ledger.migrations").rows
          == [["9", "9"]])
    }
  }
}
