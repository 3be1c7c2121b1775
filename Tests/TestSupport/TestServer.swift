package import Database
package import Sandbox

/// One throwaway server for each suite that asks, so that roles, which belong to the cluster, never meet.
///
/// Nobody has to stop it: its folder goes when the test process ends, see ``Sandbox``.
package actor TestServer {
  private static let shared = TestServer()
  private var starting: [String: Task<Sandbox, any Error>] = [:]

  /// The major versions that tests run on: the oldest and the newest that Bailiwick knows. `.ci/setup test` brings both.
  package static let majors = [15, 18]

  /// The suite's server, by default on Debian's PostgreSQL; started at the first call.
  /// - Throws: ``SandboxError`` when there is none: a test without its server fails, it is not skipped.
  package static func start(for suite: String, major: Int = 15) async throws -> Sandbox {
    try await shared.server("\(suite) \(major)", major)
  }

  private func server(_ name: String, _ major: Int) async throws -> Sandbox {
    if let task = starting[name] { return try await task.value }
    let task = Task {
      do { return try await Sandbox.start(PostgresInstallation.find(major: major)) } catch SandboxError.notInstalled {
        throw MissingServer(major: major)
      }
    }
    starting[name] = task
    return try await task.value
  }
}

/// A machine that was not set up for the tests.
private struct MissingServer: Error, CustomStringConvertible {
  let major: Int
  var description: String { "the tests need PostgreSQL \(major): run .ci/setup test" }
}

extension Sandbox {
  /// A connection as superuser to a new, empty database; the body's own.
  package func withDatabase<Value: Sendable>(
    _ name: String, _ body: (Connection, ConnectionTarget) async throws -> Value
  ) async throws -> Value {
    let target = try await createDatabase(name)
    let connection = try await Connection.open(target)
    let value = try await body(connection, target)
    await connection.close()
    return value
  }
}
