import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A killed tool leaves no server behind", .timeLimit(.minutes(10)), .takesTurns)
struct CrashTests {
  /// How long after its start the tool is killed: during `initdb`, around the server's start, while it serves.
  @Test("killed by SIGKILL", arguments: [200, 600, 800, 1000, 3000])
  func killed(milliseconds: Int) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = folder.path + "/wait.sql"
    try Data("SELECT pg_sleep(100)".utf8).write(to: URL(filePath: file))
    let tool = Process()
    tool.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
      path: "bailiwick")
    tool.arguments = ["sandbox", "--run", file, "--postgres", try PostgresInstallation.find(major: 15).programs]
    tool.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path]
    tool.standardOutput = FileHandle.nullDevice
    tool.standardError = FileHandle.nullDevice
    try tool.start()
    try await Task.sleep(for: .milliseconds(milliseconds))
    kill(tool.processIdentifier, SIGKILL)

    let end = ContinuousClock.now + .seconds(240)
    while !folder.isEmpty(but: "wait.sql") || folder.isNamedByAProcess, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(folder.isEmpty(but: "wait.sql"))
    #expect(!folder.isNamedByAProcess)
  }
}
