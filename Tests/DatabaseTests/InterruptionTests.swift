import Database
import Sandbox
import TestSupport
import Testing

@Suite("What ends early ends on the server too, and the connection stays usable", .timeLimit(.minutes(10)), .takesTurns)
struct InterruptionTests {
  private static func connect(_ major: Int) async throws -> Connection {
    try await Connection.open(TestServer.start(for: "interruption", major: major).superuser)
  }

  /// What the connection with this backend runs now, as another session sees it.
  private static func isActive(_ backend: String?, on observer: Connection) async throws -> Bool {
    let state = try await observer.run("SELECT state FROM pg_stat_activity WHERE pid = $1::int", [backend])
    return state.rows.first?.first == "active"
  }

  private static func backend(of connection: Connection) async throws -> String? {
    try await connection.run("SELECT pg_backend_pid()").rows.first?.first ?? nil
  }

  @Test("deadline", arguments: TestServer.majors)
  func deadline(major: Int) async throws {
    let connection = try await Self.connect(major)
    let observer = try await Self.connect(major)
    let backend = try await Self.backend(of: connection)
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.run("SELECT pg_sleep(60)", deadline: .milliseconds(200))
    }
    #expect(error?.kind == .deadline)
    #expect(try await !Self.isActive(backend, on: observer))
    #expect(try await connection.run("SELECT 1").rows == [["1"]])
  }

  @Test("cancelled task", arguments: TestServer.majors)
  func cancelledTask(major: Int) async throws {
    let connection = try await Self.connect(major)
    for delay in [0, 1, 5, 50] {
      let task = Task { try await connection.run("SELECT pg_sleep(60)") }
      try await Task.sleep(for: .milliseconds(delay))
      task.cancel()
      let error = await #expect(throws: DatabaseError.self) { try await task.value }
      #expect(error?.kind == .cancelled, "after \(delay) ms: \(String(describing: error))")
      #expect(try await connection.run("SELECT 1").rows == [["1"]])
    }
  }

  @Test("cancelRunning from another task", arguments: TestServer.majors)
  func cancelRunning(major: Int) async throws {
    let connection = try await Self.connect(major)
    let observer = try await Self.connect(major)
    let backend = try await Self.backend(of: connection)
    let task = Task { try await connection.script("SELECT 1; SELECT pg_sleep(600)") }
    // On a loaded machine the statement may be late; a cancel before it would meet nothing.
    while try await !Self.isActive(backend, on: observer) { try await Task.sleep(for: .milliseconds(10)) }
    connection.cancelRunning()
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    connection.cancelRunning()
    #expect(try await connection.run("SELECT 2").rows == [["2"]])
  }

  @Test("a pipeline stops after the statements that are on their way", arguments: TestServer.majors)
  func pipeline(major: Int) async throws {
    let connection = try await Self.connect(major)
    let statements = Array(repeating: (sql: "SELECT pg_sleep(0.01)", parameters: [String?]()), count: 1000)
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.pipeline(statements, deadline: .milliseconds(100))
    }
    #expect(error?.kind == .deadline)
    #expect(try await connection.run("SELECT 3").rows == [["3"]])
  }

  @Test("the server's own timeout is an error of the server", arguments: TestServer.majors)
  func statementTimeout(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.run("SET statement_timeout = 50")
    let error = await #expect(throws: DatabaseError.self) { try await connection.run("SELECT pg_sleep(60)") }
    #expect(error?.kind == .server)
    #expect(error?.sqlState == "57014")
  }

  @Test("a terminated session says so, and later calls fail at once", arguments: TestServer.majors)
  func terminated(major: Int) async throws {
    let connection = try await Self.connect(major)
    let observer = try await Self.connect(major)
    let backend = try await Self.backend(of: connection)
    let task = Task { try await connection.run("SELECT pg_sleep(60)") }
    while try await !Self.isActive(backend, on: observer) { try await Task.sleep(for: .milliseconds(5)) }
    _ = try await observer.run("SELECT pg_terminate_backend($1::int)", [backend])
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.kind == .connection)
    #expect(error?.sqlState == "57P01")
    #expect(await !connection.isOpen)
    let later = await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1") }
    #expect(later?.kind == .connection)
  }
}
