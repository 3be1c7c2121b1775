import Database
import Foundation
import Sandbox
import TestSupport
import Testing

/// The throwaway CockroachDB node's life: started, answering, stopped, gone. No `cockroach` is needed: a PostgreSQL behind a
/// script of that name takes its place, with TLS and the client's certificate, so what is held here is the supervision and
/// not the program's flags.
@Suite(.timeLimit(.minutes(10)), .takesTurns)
struct CockroachSandboxTests {
  @Test func aNodeStartsAnswersAndLeavesNothing() async throws {
    let fake = try FakeCockroach()
    defer { fake.remove() }
    let installation = try #require(CockroachInstallation.at(fake.program))
    #expect(installation.version == "v25.4.2")
    let sandbox = try await Sandbox.start(installation)
    let connection = try await Connection.open(sandbox.createDatabase("a"))
    #expect(try await connection.run("SELECT session_user::text, current_database()::text").rows == [["root", "a"]])
    // The certificate alone lets root in, and it is root's alone.
    let other = sandbox.superuser.with(user: "postgres", password: Secret("guess"))
    await #expect(throws: DatabaseError.self) { try await Connection.open(other) }
    let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.directory)
    #expect(files.contains("certs") && !files.contains("ca.key"), "\(files)")
    await sandbox.stop()
    #expect(!FileManager.default.fileExists(atPath: sandbox.directory))
    await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1") }
  }

  @Test func aNodeThatRefusesItsFlagsSaysSo() async throws {
    let fake = try FakeCockroach()
    defer { fake.remove() }
    let script = """
      #!/bin/sh
      [ "$1" = version ] && echo 'Build Tag: v25.4.2' && exit
      echo "unknown flag: $3" >&2
      exit 1
      """
    try Data(script.utf8).write(to: URL(filePath: fake.program))
    let installation = try #require(CockroachInstallation.at(fake.program))
    let error = await #expect(throws: SandboxError.self) { try await Sandbox.start(installation) }
    #expect(error?.description.contains("unknown flag: ") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [50, 400, 3000]) func aKilledToolLeavesNoNode(milliseconds: Int) async throws {
    let fake = try FakeCockroach()
    defer { fake.remove() }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let tool = Process()
    tool.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
      path: "bailiwick")
    tool.arguments = ["sandbox", "--engine", "cockroachdb-25.4"]
    tool.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path, "BAILIWICK_COCKROACH": fake.program]
    let input = Pipe()
    tool.standardInput = input
    tool.standardOutput = FileHandle.nullDevice
    tool.standardError = FileHandle.nullDevice
    try tool.start()
    try await Task.sleep(for: .milliseconds(milliseconds))
    kill(tool.processIdentifier, SIGKILL)
    let end = ContinuousClock.now + .seconds(240)
    while !folder.isEmpty(but: "") || folder.isNamedByAProcess, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(folder.isEmpty(but: ""))
    #expect(!folder.isNamedByAProcess)
    try input.fileHandleForWriting.close()
  }

  @Test func aProgramThatSaysNoVersionIsNone() throws {
    #expect(CockroachInstallation.at("/bin/true") == nil)
    #expect(CockroachInstallation.at("/nowhere/cockroach") == nil)
  }
}
