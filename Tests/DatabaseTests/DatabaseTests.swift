import Database
import Sandbox
import TestSupport
import Testing

@Suite(.takesTurns) struct DatabaseTests {
  static func connect(_ major: Int) async throws -> Connection {
    try await Connection.open(TestServer.start(for: "database", major: major).superuser)
  }

  @Test(arguments: TestServer.majors) func parametersAreDataAndNullIsNull(major: Int) async throws {
    let connection = try await Self.connect(major)
    let result = try await connection.run("SELECT $1::text AS a, $2::text AS b", ["'; DROP TABLE x; --", nil])
    #expect(result.columns == ["a", "b"])
    #expect(result.rows == [["'; DROP TABLE x; --", nil]])
  }

  @Test(arguments: TestServer.majors) func anErrorKeepsItsStateAndConstraint(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.run("CREATE TEMPORARY TABLE t (a int CONSTRAINT positive CHECK (a > 0))")
    let error = await #expect(throws: DatabaseError.self) { try await connection.run("INSERT INTO t VALUES (-1)") }
    #expect(error?.sqlState == "23514")
    #expect(error?.constraint == "positive")
    #expect(error?.detail?.contains("-1") == true)
    #expect(try await connection.run("SELECT 1").rows == [["1"]])
  }

  @Test(arguments: TestServer.majors) func aScriptRunsInOrderAndStopsAtAnError(major: Int) async throws {
    let connection = try await Self.connect(major)
    let results = try await connection.script("SELECT 1; SELECT 2; UPDATE pg_class SET relname = relname WHERE false")
    #expect(results.map(\.rows) == [[["1"]], [["2"]], []])
    let error = await #expect(throws: DatabaseError.self) { try await connection.script("SELECT 1; SELECT 1/0") }
    #expect(error?.sqlState == "22012")
  }

  @Test(arguments: TestServer.majors) func oneFailureInAPipelineLeavesTheOthers(major: Int) async throws {
    let connection = try await Self.connect(major)
    let results = try await connection.pipeline([("SELECT 1", []), ("SELECT 1/0", []), ("SELECT $1::int", ["3"])])
    #expect(try results[0].get().rows == [["1"]])
    #expect(throws: DatabaseError.self) { try results[1].get() }
    #expect(try results[2].get().rows == [["3"]])
  }

  @Test(arguments: TestServer.majors) func aDeadlineEndsTheStatementOnTheServer(major: Int) async throws {
    let connection = try await Self.connect(major)
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.run("SELECT pg_sleep(60)", deadline: .milliseconds(200))
    }
    #expect(error?.kind == .deadline)
  }

  @Test(arguments: TestServer.majors) func cancellingTheTaskCancelsTheStatement(major: Int) async throws {
    let connection = try await Self.connect(major)
    let task = Task { try await connection.run("SELECT pg_sleep(60)") }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
  }

  @Test(arguments: TestServer.majors) func aVerifierLogsInAndThePasswordNeverTravels(major: Int) async throws {
    let server = try await TestServer.start(for: "database", major: major)
    let connection = try await Connection.open(server.superuser)
    let verifier = scramVerifier(password: Secret("s3cret é"))
    #expect(verifier.hasPrefix("SCRAM-SHA-256$4096:"))
    _ = try await connection.run("CREATE ROLE verified LOGIN PASSWORD '\(verifier)'")
    let login = try await Connection.open(server.superuser.with(user: "verified", password: Secret("s3cret é")))
    #expect(try await login.run("SELECT session_user::text").rows == [["verified"]])
  }

  @Test func aServerThatIsNotThereIsSaidToBe() async throws {
    let target = try ConnectionTarget(url: "host=127.0.0.1 port=1 connect_timeout=2 user=x dbname=x")
    let error = await #expect(throws: DatabaseError.self) { try await Connection.open(target, deadline: .seconds(3)) }
    #expect(error?.kind == .connection)
  }
}
