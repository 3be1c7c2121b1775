import Database
import Foundation
import SQLSyntax
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// Hand-written files under the runner for CockroachDB.
@Suite(.takesTurns) struct HandWrittenTests {
  private func world(_ name: String, _ up: String) async throws -> StepwiseWorld {
    let sandbox = try await TestServer.start(for: "stepwise by hand")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase(name))
    try await world.run(.up)
    for direction in Direction.allCases { try world.workspace.drop("0002_bailiwick.\(direction.rawValue).sql") }
    try world.workspace.write("0003_extra.up.sql", up)
    return world
  }

  /// A runner that loses its connection before the action.
  private func lose(_ world: StepwiseWorld, before lost: NextAction) async throws {
    let connection = try await Connection.open(world.target)
    let migrator = try world.migrator(connection, patience: 0) { _, action in
      if action == lost { await connection.close() }
    }
    let error = await #expect(throws: MigrationError.self) { try await migrator.up { _ in } }
    #expect(error?.isResumable == true)
  }

  private static let two = "CREATE TABLE app.extra (id int8);\nINSERT INTO app.extra VALUES (1);"

  @Test(arguments: [true, false]) func aPersonIsAsked(_ ran: Bool) async throws {
    let world = try await world("asked_\(ran)", Self.two)
    defer { world.workspace.remove() }
    try await lose(world, before: ran ? .settle(1, .done) : .execute(1))
    for _ in 0..<2 {
      let error = await #expect(throws: MigrationError.self) { try await world.run(.up) }
      guard case .inDoubt(let place)? = error else { throw try #require(error) }
      #expect(place.number == 1 && place.line == 1 && error?.isResumable == true)
      let message = error.map { "\($0)" } ?? ""
      #expect(message.contains("--assume-applied 0003:1") && message.contains("--assume-not-applied 0003:1"))
    }
    try await world.run(.up, assuming: AssumedStatement("0003:1", applied: ran))
    #expect(try await world.ask("SELECT count(*) FROM app.extra") == [["1"]])
  }

  /// Rows and the journal's row commit together, whichever side of it the connection is lost on.
  @Test func rowsAreWrittenOnce() async throws {
    let world = try await world("rows", Self.two)
    defer { world.workspace.remove() }
    try await lose(world, before: .transact(2))
    try await lose(world, before: .finish)
    try await world.run(.up)
    #expect(try await world.ask("SELECT count(*) FROM app.extra") == [["1"]])
  }

  /// What the server refuses is mended in the file; what ran may not change.
  @Test func aRefusedStatementIsMended() async throws {
    let world = try await world("refused", "CREATE TABLE app.extra (id int8);\nCREATE TABLE app.extra (id int8);")
    defer { world.workspace.remove() }
    let error = await #expect(throws: MigrationError.self) { try await world.run(.up) }
    guard case .stopped(let place, let reason)? = error else { throw try #require(error) }
    #expect(place.number == 2 && reason.sqlState == "42P07" && error?.isResumable == true)
    try world.workspace.write("0003_extra.up.sql", "CREATE TABLE app.other (id int8);\nSELECT 1;")
    let edited = await #expect(throws: MigrationError.self) { try await world.run(.up) }
    guard case .editedStatement(let place)? = edited else { throw try #require(edited) }
    #expect(place.number == 1)
    try world.workspace.write(
      "0003_extra.up.sql", "CREATE TABLE app.extra (id int8);\nCREATE TABLE app.other (id int8);")
    let down = await #expect(throws: MigrationError.self) { try await world.run(.down) }
    guard case .unfinished("0003", .up)? = down else { throw try #require(down) }
    try await world.run(.up)
    #expect(try await world.ask("SELECT count(*) FROM pg_tables WHERE tablename IN ('extra', 'other')") == [["2"]])
  }

  @Test(arguments: [
    "BEGIN", "SET search_path = app", "ROLLBACK TO s", "SAVEPOINT s", "RESET ALL", "COPY app.t FROM STDIN",
  ])
  func whatNeedsASessionIsRefused(_ statement: String) throws {
    let file = MigrationFile(version: "1", name: "x", up: "SELECT 1;\n\(statement);", path: "1_x")
    let error = #expect(throws: MigrationError.self) { try StepwiseScript(file, .up) }
    guard case .notAlone("1_x.up.sql", 2, _)? = error else { throw try #require(error) }
  }

  @Test(arguments: [
    ("CockroachDB CCL v25.4.2 (x86_64-pc-linux-gnu, built 2025/12/01, go1.25)", true),
    ("CockroachDB CCL v25.4 (x)", true),
    ("CockroachDB CCL v25.3.1 (x)", false), ("CockroachDB CCL v25.40.1 (x)", false), ("PostgreSQL 15.1 v25.4.1", false),
  ])
  func theServedVersionIsNamed(_ version: String, _ served: Bool) {
    #expect(Migrator.isServedCockroachDB(version) == served)
  }

  /// On PostgreSQL the folder for CockroachDB stays refused, whatever is asked.
  @Test func postgreSQLDoesNotTakeTheseFiles() async throws {
    let sandbox = try await TestServer.start(for: "stepwise by hand")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase("refuses"))
    defer { world.workspace.remove() }
    let connection = try await Connection.open(world.target)
    #expect(try await Migrator.dialect(of: connection) == .postgresql)
    let error = await #expect(throws: MigrationError.self) {
      try await Migrator(connection: connection, folder: world.workspace.folder(), lock: nil).up { _ in }
    }
    #expect(error.map { "\($0)" }?.contains("is for CockroachDB") == true)
    await connection.close()
  }
}

extension Workspace {
  func drop(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(folderPath)/\(name)")
  }
}
