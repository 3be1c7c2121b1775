import Database
import Provisioning
import TestSupport
import Testing

/// A pooler in transaction mode: requests of different people meet on one connection of the server, statement by statement.
@Suite(.serialized, .takesTurns) struct PgBouncerTests {
  /// Two people of two tenants, each on a client's connection of their own; the server has one for both.
  private struct Meeting: Sendable {
    let ada: Connection
    let bob: Connection
    let tokens: (ada: Secret, bob: Secret)
    let world: BoundExample
    let pool: (login: String, password: Secret)

    static let read = "SELECT patient FROM clinic.appointments ORDER BY patient"

    static func with(
      _ major: Int, resets: Bool = false, _ body: (Meeting) async throws -> Void
    ) async throws {
      let tenants = try await world(major).tenants
      let world = try await world(major)
      let pool = try await world.provisioner.addService(.pool)
      func token(_ tenant: String) async throws -> Secret {
        let person = try await world.provisioner.addMember(id: nil, tenant: tenant, roles: ["doctor"])
        return try await world.provisioner.openSession(
          principal: person, tenant: tenant, pool: pool.login, seconds: 3_600)
      }
      let tokens = (try await token(tenants[0]), try await token(tenants[1]))
      let bouncer = try await PgBouncer.start(
        before: world.target, user: pool.login, password: pool.password, resets: resets)
      func connect() async throws -> Connection {
        try await Connection.open(bouncer.target(world.target, pool.login, pool.password))
      }
      do {
        try await body(
          Meeting(ada: try await connect(), bob: try await connect(), tokens: tokens, world: world, pool: pool))
      } catch {
        await bouncer.stop()
        throw error
      }
      await bouncer.stop()
    }

    private static func world(_ major: Int) async throws -> BoundExample {
      try await TestServer.once("pgbouncer \(major)") {
        let world = try await BoundExample.start(
          "session", tenants: SnippetTests.tenants, major: major, for: "pgbouncer")
        _ = try await world.superuser.run(
          """
          INSERT INTO clinic.appointments (id, practice_id, patient, starts_at)
          VALUES (gen_random_uuid(), $1, 'ada''s', now()), (gen_random_uuid(), $2, 'bob''s', now())
          """, SnippetTests.tenants)
        return world
      }
    }

    /// What a transaction sees that binds the token first.
    func bound(_ connection: Connection, _ token: Secret) async throws -> [[String?]] {
      _ = try await connection.run("BEGIN")
      _ = try await connection.run("SELECT bailiwick.bind($1)", [token.reveal()])
      let rows = try await connection.run(Self.read).rows
      _ = try await connection.run("COMMIT")
      return rows
    }
  }

  @Test(arguments: TestServer.majors) func whatATransactionBoundEndsWithIt(_ major: Int) async throws {
    try await Meeting.with(major) { meeting in
      let (ada, bob) = (meeting.ada, meeting.bob)
      let server = "SELECT pg_backend_pid()"
      #expect(try await meeting.bound(ada, meeting.tokens.ada) == [["ada's"]])
      // The same connection of the server, and nobody on it.
      #expect(try await ada.run(server).rows == bob.run(server).rows)
      #expect(try await bob.run(Meeting.read).rows.isEmpty)
      #expect(try await meeting.bound(bob, meeting.tokens.bob) == [["bob's"]])
      #expect(try await ada.run(Meeting.read).rows.isEmpty)
      // One that is rolled back leaves no more behind, and one that fails neither.
      _ = try await ada.run("BEGIN")
      _ = try await ada.run("SELECT bailiwick.bind($1)", [meeting.tokens.ada.reveal()])
      await #expect(throws: DatabaseError.self) { try await ada.run("SELECT 1 / 0") }
      _ = try await ada.run("ROLLBACK")
      #expect(try await bob.run(Meeting.read).rows.isEmpty)
    }
  }

  /// A request that forgets its transaction is nobody from the next statement on, whichever connection that is on.
  @Test(arguments: TestServer.majors) func aBindOutsideATransactionBindsNothing(_ major: Int) async throws {
    try await Meeting.with(major) { meeting in
      _ = try await meeting.ada.run("SELECT bailiwick.bind($1)", [meeting.tokens.ada.reveal()])
      #expect(try await meeting.ada.run(Meeting.read).rows.isEmpty)
      #expect(try await meeting.bob.run(Meeting.read).rows.isEmpty)
    }
  }

  /// Settings that outlive their transaction reach whoever comes next on the connection; they make nobody of anybody.
  @Test(arguments: TestServer.majors) func aTokenThatIsPlantedOpensNothing(_ major: Int) async throws {
    try await Meeting.with(major) { meeting in
      let (ada, bob) = (meeting.ada, meeting.bob)
      _ = try await ada.run(
        """
        SELECT set_config('bailiwick.token', $1, false),
          set_config('bailiwick.bound_at', extract(epoch FROM transaction_timestamp())::text, false)
        """, [meeting.tokens.ada.reveal()])
      #expect(
        try await bob.run("SELECT current_setting('bailiwick.token', true)").rows == [[meeting.tokens.ada.reveal()]])
      #expect(try await bob.run(Meeting.read).rows.isEmpty)
      #expect(try await meeting.bound(bob, meeting.tokens.bob) == [["bob's"]])
      _ = try await bob.run("RESET ALL")
    }
  }

  /// What no binding stops on a shared connection: rows that a transaction holds on to are whoever's comes next. So a
  /// shared login is unproven against injected SQL, and a pooler that resets its connections ends this.
  @Test(arguments: TestServer.majors, [false, true]) func aHeldCursorEndsWhereThePoolerResets(
    _ major: Int, _ resets: Bool
  ) async throws {
    try await Meeting.with(major, resets: resets) { meeting in
      let (ada, bob) = (meeting.ada, meeting.bob)
      _ = try await ada.run("BEGIN")
      _ = try await ada.run("SELECT bailiwick.bind($1)", [meeting.tokens.ada.reveal()])
      _ = try await ada.run("DECLARE kept CURSOR WITH HOLD FOR \(Meeting.read)")
      _ = try await ada.run("COMMIT")
      guard resets else {
        #expect(try await bob.run("FETCH ALL FROM kept").rows == [["ada's"]])
        return
      }
      let error = await #expect(throws: DatabaseError.self) { try await bob.run("FETCH ALL FROM kept") }
      #expect(error?.sqlState == "34000")
    }
  }

  /// Twenty people at once on one connection, each in transactions of their own: nobody ever sees another's row.
  @Test(arguments: TestServer.majors) func nobodyMeetsAnybodyElsesRows(_ major: Int) async throws {
    try await Meeting.with(major) { meeting in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          let (connection, token, own) =
            number % 2 == 0
            ? (meeting.ada, meeting.tokens.ada, "ada's") : (meeting.bob, meeting.tokens.bob, "bob's")
          group.addTask {
            // One message a transaction: statements of two tasks never mix on a client's connection.
            let results = try await connection.pipeline([
              ("BEGIN", []), ("SELECT bailiwick.bind($1)", [token.reveal()]), (Meeting.read, []), ("COMMIT", []),
              (Meeting.read, []),
            ])
            return try results[2].get().rows == [[own]] && results[4].get().rows.isEmpty
          }
        }
        for try await isOwn in group { #expect(isOwn) }
      }
    }
  }
}
