import Database
import Sandbox
import TestSupport
import Testing

@Suite("Conversations with a server", .timeLimit(.minutes(10)), .takesTurns)
struct ConversationTests {
  private static func connect(_ major: Int) async throws -> Connection {
    try await Connection.open(TestServer.start(for: "database", major: major).superuser)
  }

  @Test("the server says its version, its parameters and its notices", arguments: TestServer.majors)
  func server(major: Int) async throws {
    let connection = try await Self.connect(major)
    #expect(connection.serverVersion / 10_000 == major)
    #expect(await connection.parameter("client_encoding") == "UTF8")
    #expect(await connection.parameter("application_name") == "bailiwick")
    #expect(await connection.parameter("no_such_parameter") == nil)
    _ = try await connection.script("DO $$ BEGIN RAISE WARNING 'careful'; END $$")
    #expect(await connection.notices == ["WARNING 01000: careful"])
  }

  @Test("copy goes both ways, in more data than buffers hold", arguments: TestServer.majors)
  func copy(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.run("CREATE TEMPORARY TABLE lines (n int, text text)")
    let data = (1...50_000).map { "\($0)\trow ü \($0)\n" }.joined()
    let result = try await connection.copyIn("COPY lines FROM STDIN", data)
    #expect(result.tag == "COPY 50000")
    #expect(result.affected == 50_000)
    #expect(try await connection.copyOut("COPY (SELECT * FROM lines ORDER BY n) TO STDOUT") == data)
  }

  @Test("a copy that fails reports its row, and the connection goes on", arguments: TestServer.majors)
  func failedCopy(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.run("CREATE TEMPORARY TABLE numbers (n int)")
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.copyIn("COPY numbers FROM STDIN", "1\nx\n")
    }
    #expect(error?.sqlState == "22P02")
    #expect(try await connection.run("SELECT count(*) FROM numbers").rows == [["0"]])
  }

  @Test("COPY and other statements in each other's call are refused", arguments: TestServer.majors)
  func misplacedCopy(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.run("CREATE TEMPORARY TABLE t (n int)")
    let calls: [(String, () async throws -> Void)] = [
      ("run in", { _ = try await connection.run("COPY t FROM STDIN") }),
      ("run out", { _ = try await connection.run("COPY t TO STDOUT") }),
      ("script in", { _ = try await connection.script("COPY t FROM STDIN") }),
      ("copyOut of a select", { _ = try await connection.copyOut("SELECT 1") }),
      ("copyOut of a copy in", { _ = try await connection.copyOut("COPY t FROM STDIN") }),
      ("copyIn of a select", { _ = try await connection.copyIn("SELECT 1", "") }),
    ]
    for (name, call) in calls {
      let error = await #expect(throws: DatabaseError.self, "\(name)") { try await call() }
      #expect(error?.kind == .usage, "\(name): \(String(describing: error))")
      #expect(await connection.isOpen, "after \(name)")
      #expect(try await connection.run("SELECT 1").rows == [["1"]], "after \(name)")
    }
  }

  @Test("a zero byte is refused, not cut off at", arguments: TestServer.majors)
  func zeroByte(major: Int) async throws {
    let connection = try await Self.connect(major)
    let statement = await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1\0, 2") }
    let parameter = await #expect(throws: DatabaseError.self) { try await connection.run("SELECT $1", ["a\0b"]) }
    #expect(statement?.kind == .usage)
    #expect(parameter?.kind == .usage)
  }

  @Test("run takes one statement only", arguments: TestServer.majors)
  func oneStatement(major: Int) async throws {
    let connection = try await Self.connect(major)
    let error = await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1; SELECT 2") }
    #expect(error?.sqlState == "42601")
  }

  @Test("a pipeline of thousands keeps order and outcomes", arguments: TestServer.majors)
  func longPipeline(major: Int) async throws {
    let connection = try await Self.connect(major)
    let outcomes = try await connection.pipeline(
      (0..<2500).map { n in
        (sql: n % 10 == 7 ? "SELECT 1/0" : "SELECT $1::int", parameters: n % 10 == 7 ? [] : ["\(n)"])
      })
    #expect(outcomes.count == 2500)
    for (n, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let result): #expect(result.rows == [["\(n)"]])
      case .failure(let error): #expect(n % 10 == 7 && error.sqlState == "22012")
      }
    }
  }

  @Test("a pipeline that keeps statements answers as one that does not", arguments: TestServer.majors)
  func keptStatements(major: Int) async throws {
    let connection = try await Self.connect(major)
    let statements = (0..<1500).map { n -> (sql: String, parameters: [String?]) in
      switch n % 5 {
      case 0: ("SELECT $1::int", ["\(n)"])
      case 1: ("SELECT 1 / ($1::int - 1)", ["1"])
      case 2: ("SELECT * FROM nowhere", [])
      case 3: ("SELECT \(n)", [])
      default: ("BEGIN", [])
      }
    }
    // A BEGIN inside of a transaction only warns; a failure in one ends what comes after, so each is ended.
    let ended = statements.flatMap { [$0, (sql: "COMMIT", parameters: [])] }
    for _ in 0..<2 {
      let kept = try await connection.pipeline(ended, keeping: true)
      #expect(kept.count == ended.count)
      for (n, outcome) in kept.enumerated() where n % 2 == 0 {
        switch outcome {
        case .success(let result): #expect(result.rows == ((n / 2) % 5 == 4 ? [] : [["\(n / 2)"]]))
        case .failure(let error): #expect(error.sqlState == ((n / 2) % 5 == 1 ? "22012" : "42P01"))
        }
      }
    }
    let left = try await connection.run("SELECT count(*) FROM pg_prepared_statements")
    #expect((left.rows[0][0].flatMap { Int($0) } ?? 0) <= 500, "the server's memory is not flat")
  }

  @Test("what is checked at the end of a transaction fails there, and alone", arguments: TestServer.majors)
  func deferredKeys(major: Int) async throws {
    let connection = try await Self.connect(major)
    _ = try await connection.script(
      """
      CREATE TEMPORARY TABLE nodes (
        id int PRIMARY KEY, parent int REFERENCES nodes DEFERRABLE INITIALLY DEFERRED)
      """)
    for keeping in [false, true] {
      let outcomes = try await connection.pipeline(
        [("INSERT INTO nodes VALUES (1, 7)", []), ("SELECT count(*) FROM nodes", [])], keeping: keeping)
      #expect(outcomes.count == 2)
      guard case .failure(let error) = outcomes[0] else { Issue.record("nothing refers to 7"); continue }
      #expect(error.sqlState == "23503")
      #expect(try outcomes[1].get().rows == [["0"]])
    }
  }

  @Test("a wrong password and a missing database carry their SQLSTATE and no password", arguments: TestServer.majors)
  func refused(major: Int) async throws {
    let server = try await TestServer.start(for: "database", major: major).superuser
    let password = await #expect(throws: DatabaseError.self) {
      try await Connection.open(server.with(password: Secret("guess")))
    }
    #expect(password?.kind == .connection)
    #expect(password?.sqlState == "28P01")
    #expect(password?.description.contains("guess") == false)
    let database = await #expect(throws: DatabaseError.self) {
      try await Connection.open(server.with(database: "nowhere"))
    }
    #expect(database?.sqlState == "3D000")
  }

  @Test("a failing statement shows no password", arguments: TestServer.majors)
  func maskedStatement(major: Int) async throws {
    let connection = try await Self.connect(major)
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.run("ALTER ROLE nobody_here PASSWORD 'hunter22'")
    }
    #expect(error?.statement == "ALTER ROLE nobody_here PASSWORD '•••'")
    #expect(error.map { String(reflecting: $0).contains("hunter22") } == false)
  }

  @Test("connecting ends at the deadline and at a cancelled task")
  func silentServer() async throws {
    let silent = try SilentServer()
    let target = try ConnectionTarget(url: "host=127.0.0.1 port=\(silent.port) user=x dbname=x")
    let late = await #expect(throws: DatabaseError.self) {
      try await Connection.open(target, deadline: .milliseconds(200))
    }
    #expect(late?.kind == .deadline)
    let task = Task { try await Connection.open(target) }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    let cancelled = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(cancelled?.kind == .cancelled)
  }
}
