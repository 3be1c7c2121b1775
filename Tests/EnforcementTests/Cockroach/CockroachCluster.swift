import Database
import Foundation
import Sandbox
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

  private static let program = CockroachInstallation.find()

  let admin: ConnectionTarget
  private let node: Sandbox?

  /// Takes the cluster, or starts one and waits until it answers.
  init() async throws {
    if let url = Self.url {
      (admin, node) = (try ConnectionTarget(url: url), nil)
    } else {
      let node = try await Sandbox.start(#require(Self.program))
      (admin, self.node) = (node.superuser, node)
    }
  }

  /// The way into a database for others than the administrator, whose certificate is his alone.
  func target(_ database: String) -> ConnectionTarget {
    var target = admin.with(database: database)
    for option in ["sslcert", "sslkey"] { target.options[option] = nil }
    return target
  }

  /// Ends a cluster that was started here.
  func stop() async { await node?.stop() }
}
