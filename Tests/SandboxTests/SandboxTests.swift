import Database
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)), .takesTurns)
struct SandboxTests {
  @Test(arguments: TestServer.majors) func aServerStartsAnswersAndLeavesNothing(major: Int) async throws {
    let sandbox = try await Sandbox.start(PostgresInstallation.find(major: major))
    let connection = try await Connection.open(sandbox.superuser)
    #expect(connection.serverVersion / 10_000 == major)
    #expect(sandbox.version.hasPrefix("\(major)."))
    #expect(FileManager.default.fileExists(atPath: sandbox.directory))
    #expect(!FileManager.default.fileExists(atPath: sandbox.directory + "/password"))
    // Left open: a client that does not go away must not hold the server up.
    async let first: Void = sandbox.stop()
    async let second: Void = sandbox.stop()
    _ = await (first, second)
    #expect(!FileManager.default.fileExists(atPath: sandbox.directory))
    await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1") }
    await #expect(throws: DatabaseError.self) { try await Connection.open(sandbox.superuser, deadline: .seconds(2)) }
    await sandbox.stop()
  }

  @Test func oneOfTwoStopsWhileTheOtherServes() async throws {
    let installation = try PostgresInstallation.find(major: 15)
    async let starting = Sandbox.start(installation)
    let other = try await Sandbox.start(installation)
    let one = try await starting
    await one.stop()
    #expect(!FileManager.default.fileExists(atPath: one.directory))
    let connection = try await Connection.open(other.superuser)
    #expect(try await connection.run("SELECT 1").rows == [["1"]])
    await other.stop()
    #expect(!FileManager.default.fileExists(atPath: other.directory))
  }

  @Test(arguments: TestServer.majors) func aCopyOfADatabaseIsLikeIt(major: Int) async throws {
    try await Sandbox.with(PostgresInstallation.find(major: major)) { sandbox in
      let connection = try await Connection.open(try await sandbox.createDatabase("it's"))
      _ = try await connection.script(
        """
        CREATE TABLE things AS SELECT 7 AS n; CREATE ROLE someone; CREATE ROLE owner; ALTER DATABASE "it's" OWNER TO owner;
        REVOKE ALL ON DATABASE "it's" FROM PUBLIC; GRANT CONNECT ON DATABASE "it's" TO someone;
        ALTER DATABASE "it's" SET work_mem = '9MB'; ALTER ROLE someone IN DATABASE "it's" SET work_mem = '8MB';
        """)
      let standing = """
        SELECT d.datdba::regrole, d.datacl, (SELECT array_agg(s.setrole::regrole || s.setconfig::text ORDER BY 1)
          FROM pg_db_role_setting s WHERE s.setdatabase = d.oid), (SELECT n FROM things), current_setting('work_mem')
        FROM pg_database d WHERE d.datname = current_database()
        """
      await connection.close()
      let copy = try await sandbox.copyDatabase("it's", to: "the copy")
      let there = try await Connection.open(copy).run(standing).rows
      let original = try await Connection.open(copy.with(database: "it's"))
      #expect(try await original.run(standing).rows == there)
      #expect(there[0].last == "9MB")
    }
  }

  @Test(arguments: TestServer.majors) func aWrongPasswordIsRefused(major: Int) async throws {
    try await Sandbox.with(PostgresInstallation.find(major: major)) { sandbox in
      let error = await #expect(throws: DatabaseError.self) {
        try await Connection.open(sandbox.superuser.with(password: Secret("guess")))
      }
      #expect(error?.description.contains("password authentication failed") == true)
      #expect(error?.description.contains("guess") == false)
      let connection = try await Connection.open(sandbox.superuser)
      let rules = try await connection.run("SELECT DISTINCT auth_method FROM pg_hba_file_rules")
      #expect(rules.rows == [["scram-sha-256"]])
    }
  }

  @Test func settingsAndDatabasesAreTheCallers() async throws {
    let installation = try PostgresInstallation.find(major: 15)
    try await Sandbox.with(installation, settings: ["wal_level": "logical", "max_connections": "20"]) { sandbox in
      let target = try await sandbox.createDatabase("a \"b\"")
      let connection = try await Connection.open(target)
      #expect(try await connection.run("SHOW wal_level").rows == [["logical"]])
      #expect(try await connection.run("SHOW max_connections").rows == [["20"]])
      #expect(try await connection.run("SELECT current_database()::text").rows == [["a \"b\""]])
      try await sandbox.dropDatabase("a \"b\"")
      await #expect(throws: DatabaseError.self) { try await Connection.open(target) }
    }
  }

  @Test func aServerThatCannotStartSaysWhyAndLeavesNothing() async throws {
    let error = await #expect(throws: SandboxError.self) {
      try await Sandbox.start(PostgresInstallation.find(major: 15), settings: ["wal_level": "nonsense"])
    }
    #expect(error?.description.contains("wal_level") == true)
  }

  @Test func aFolderWithoutAServerIsNamed() {
    let error = #expect(throws: SandboxError.self) { try PostgresInstallation.find(directory: "/nowhere") }
    #expect(error?.description.hasPrefix("/nowhere holds no PostgreSQL server") == true)
  }

  @Test func aMajorVersionThatIsNotThereIsNamedWithWhatWasSearched() {
    let error = #expect(throws: SandboxError.self) { try PostgresInstallation.find(major: 7) }
    #expect(error?.description.hasPrefix("no PostgreSQL 7 server found in ") == true)
    #expect(error?.description.contains("/usr/lib/postgresql") == true)
    #expect(error?.description.contains(".ci/setup") == true)
  }

  @Test func theFolderItselfOrItsBinNamesAnInstallation() throws {
    let found = try PostgresInstallation.find(major: 15)
    let above = URL(filePath: found.programs).deletingLastPathComponent().path
    #expect(try PostgresInstallation.find(directory: above).version == found.version)
    #expect(try PostgresInstallation.find(directory: found.programs).version == found.version)
  }
}
