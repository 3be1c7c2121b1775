import Catalog
import Database
import Foundation
import SQLSyntax
import SchemaModel
import TestSupport
import Verification

@testable import Migration

/// An example's schema and its files for CockroachDB in a folder, applied to a PostgreSQL server by the runner for
/// CockroachDB: its statements rewritten where PostgreSQL lacks the form, its sessions PostgreSQL's.
struct StepwiseWorld {
  let workspace: Workspace
  let target: ConnectionTarget
  let database: String

  init(_ example: Example, _ target: ConnectionTarget) throws {
    workspace = try Workspace(example)
    (self.target, database) = (target, target.database ?? "")
    for direction in Direction.allCases {
      try workspace.write(
        "0002_bailiwick.\(direction.rawValue).sql", try example.read("cockroachdb-25.4.\(direction.rawValue).sql"))
    }
  }

  /// A runner on a connection of its own.
  func migrator(
    _ connection: Connection, patience: Double = 30, deadline: Duration = StepwiseTiming().statement,
    observing: @escaping @Sendable (StepwiseScript, NextAction) async -> Void = { _, _ in }
  ) throws -> Migrator {
    let database = database
    var runner = StepwiseRunner(connection: connection)
    runner.sessions = .postgresql
    runner.timing.patience = patience
    runner.timing.statement = deadline
    runner.timing.poll = .milliseconds(5)
    runner.rewriting = { text in String(StandIn.rewritten(text + ";", database: database).dropLast()) }
    runner.observing = observing
    return Migrator(connection: connection, folder: try workspace.folder(), lock: nil, stepwise: runner)
  }

  /// Up or down on a new connection.
  func run(
    _ direction: Direction, limit: Int = 1, assuming: AssumedStatement? = nil,
    deadline: Duration = StepwiseTiming().statement
  ) async throws {
    let connection = try await Connection.open(target)
    let migrator = try migrator(connection, patience: 0, deadline: deadline)
    do throws(MigrationError) {
      switch direction {
      case .up: try await migrator.up(limit: limit, assuming: assuming) { _ in }
      case .down: try await migrator.down(count: limit, assuming: assuming) { _ in }
      }
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  /// Up or down by runners that lose their connection before every `nth` action, each action once; how many were lost.
  func run(_ direction: Direction, losingEvery nth: Int) async throws -> Int {
    let losses = Losses(nth)
    while true {
      let connection = try await Connection.open(target)
      let migrator = try migrator(connection, patience: 0) { _, action in
        if await losses.isDue(action) { await connection.close() }
      }
      do throws(MigrationError) {
        switch direction {
        case .up: try await migrator.up(limit: 1) { _ in }
        case .down: try await migrator.down(count: 1) { _ in }
        }
        await connection.close()
        return await losses.count
      } catch {
        await connection.close()
        guard case .interrupted = error else { throw error }
      }
    }
  }

  func snapshot() async throws -> SchemaSnapshot {
    let connection = try await Connection.open(target)
    let snapshot = try await SchemaSnapshot.read(from: connection)
    await connection.close()
    return snapshot
  }

  func ask(_ sql: String) async throws -> [[String?]] {
    let connection = try await Connection.open(target)
    let rows = try await connection.run(sql).rows
    await connection.close()
    return rows
  }
}

/// Which actions cost the connection.
actor Losses {
  private let nth: Int
  private var seen: Set<NextAction> = []
  private(set) var count = 0
  init(_ nth: Int) { self.nth = nth }

  func isDue(_ action: NextAction) -> Bool {
    guard seen.insert(action).inserted, seen.count.isMultiple(of: nth) else { return false }
    count += 1
    return true
  }
}

/// A door that one side opens for the other.
actor Door {
  private var isOpen = false
  private var hasCome = false
  func open() { isOpen = true }
  /// Says that somebody is there, and waits.
  func pass() async {
    hasCome = true
    while !isOpen { try? await Task.sleep(for: .milliseconds(5)) }
  }
  func untilSomebodyWaits() async { while !hasCome { try? await Task.sleep(for: .milliseconds(5)) } }
}
