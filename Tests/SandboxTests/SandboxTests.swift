import Database
import Foundation
import Sandbox
import Testing

@Suite struct SandboxTests {
  @Test func aServerStartsAnswersAndLeavesNothing() async throws {
    let sandbox = try await Sandbox.start(PostgresInstallation.find(major: 15))
    let connection = try await Connection.open(sandbox.superuser)
    #expect(connection.serverVersion / 10_000 == 15)
    #expect(sandbox.version.hasPrefix("15."))
    #expect(FileManager.default.fileExists(atPath: sandbox.directory))
    await connection.close()
    await sandbox.stop()
    #expect(!FileManager.default.fileExists(atPath: sandbox.directory))
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

  @Test func aWrongPasswordIsRefused() async throws {
    try await Sandbox.with(PostgresInstallation.find(major: 15)) { sandbox in
      let error = await #expect(throws: DatabaseError.self) {
        try await Connection.open(sandbox.superuser.with(password: Secret("guess")))
      }
      #expect(error?.description.contains("password authentication failed") == true)
      #expect(error?.description.contains("guess") == false)
    }
  }

  @Test func aFolderWithoutAServerIsNamed() {
    let error = #expect(throws: SandboxError.self) { try PostgresInstallation.find(directory: "/nowhere") }
    #expect(error?.description.hasPrefix("/nowhere holds no PostgreSQL server") == true)
  }
}
