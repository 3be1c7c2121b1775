import Foundation
import Sandbox
import Testing

/// Children that several threads start at once have nothing of each other.
@Suite struct LaunchTests {
  @Test func aChildHoldsNoSocketOfAnother() async throws {
    // Foundation closes file by file what a child should not have, which takes the longer the more are open.
    let open = (0..<600).map { _ in Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC) }
    defer { for file in open { close(file) } }
    for _ in 0..<15 {
      let children = try await Self.sleepers(16)
      for child in children {
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child)/fd")
          .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/fd/\($0)") }
        #expect(files.count { $0.hasPrefix("socket:") } == 1, "\(files)")
      }
      for child in children { kill(child, SIGKILL) }
    }
  }

  /// Started at the same time, each by a thread of its own.
  private static func sleepers(_ count: Int) async throws -> [Int32] {
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for _ in 0..<count {
        group.addTask {
          try await withCheckedThrowingContinuation { started in
            Thread { started.resume(with: Result { try sleeper() }) }.start()
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  private static func sleeper() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sleep")
    process.arguments = ["1000"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
    return process.processIdentifier
  }
}
