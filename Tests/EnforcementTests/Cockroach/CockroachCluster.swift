import Database
import Foundation
import Testing

/// A real cluster for tests: the one that `BAILIWICK_TEST_COCKROACH_URL` leads to, as a member of `admin`, with nothing in it
/// that matters; else one in memory, from the `cockroach` on the PATH.
struct CockroachCluster {
  /// Why the tests are skipped where there is neither.
  static let whySkipped: Comment = """
    no CockroachDB here: set BAILIWICK_TEST_COCKROACH_URL to a throwaway cluster, or put `cockroach` on the PATH
    """

  /// Whether there is one; says so on standard output where there is not.
  static let isThere: Bool = {
    if url != nil || program != nil { return true }
    print("SKIPPED: everything that needs a CockroachDB cluster. \(whySkipped)")
    return false
  }()

  private static let url = ProcessInfo.processInfo.environment["BAILIWICK_TEST_COCKROACH_URL"]

  private static let program: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/cockroach" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  let admin: ConnectionTarget
  private let process: Process?

  /// Takes the cluster, or starts one and waits until it answers.
  init() async throws {
    if let url = Self.url {
      (admin, process) = (try ConnectionTarget(url: url), nil)
      return
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "bailiwick-cockroach-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = URL(filePath: Self.program ?? "cockroach")
    process.arguments = [
      "start-single-node", "--insecure", "--store=type=mem,size=640MiB", "--listen-addr=127.0.0.1:0",
      "--http-addr=127.0.0.1:0", "--listening-url-file=\(file.path)",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let text = (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
      if let text, !text.isEmpty, let target = try? ConnectionTarget(url: text),
        let connection = try? await Connection.open(target)
      {
        await connection.close()
        try? FileManager.default.removeItem(at: file)
        admin = target
        return
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    process.terminate()
    throw DatabaseError(.connection, "cockroach did not answer within a minute")
  }

  /// Ends a cluster that was started here.
  func stop() {
    process?.terminate()
    process?.waitUntilExit()
  }
}
