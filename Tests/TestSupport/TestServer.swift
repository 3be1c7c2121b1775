package import Database
package import Sandbox

/// What a suite makes once: its throwaway servers, so that roles, which belong to the cluster, never meet those of another,
/// and what is installed on them.
///
/// The suite says ``Testing/Trait/takesTurns``, which stops the servers at its end.
package actor TestServer {
  @TaskLocal static var ofSuite: TestServer?
  private var made: [String: any Sendable] = [:]
  private var servers: [Sandbox] = []

  /// The major versions that tests run on: the oldest and the newest that Bailiwick knows. `.ci/setup test` brings both.
  package static let majors = [15, 18]

  /// Looked for once: each look starts every server's program.
  private static let installed = Dictionary(
    uniqueKeysWithValues: majors.map { major in (major, Result { try PostgresInstallation.find(major: major) }) })

  /// The suite's server of that name, by default on Debian's PostgreSQL; started at the first call.
  /// - Throws: ``SandboxError`` when there is none: a test without its server fails, it is not skipped.
  package static func start(for name: String, major: Int = 15) async throws -> Sandbox {
    try await once("server \(name) \(major)") {
      do {
        let installation = try installed[major]?.get() ?? PostgresInstallation.find(major: major)
        let server = try await Sandbox.start(installation)
        await ofSuite?.keep(server)
        return server
      } catch SandboxError.notInstalled { throw MissingServer(major: major) }
    }
  }

  /// What the first call of that name in the suite makes; two tests that ask at once wait for the same.
  package static func once<Value: Sendable>(
    _ name: String, _ make: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let ofSuite else { throw NoTurn() }
    return try await ofSuite.task("\(name): \(Value.self)", make).value
  }

  /// Stops what the suite started.
  func stop() async { for server in servers { await server.stop() } }

  private func keep(_ server: Sandbox) { servers.append(server) }

  private func task<Value: Sendable>(
    _ name: String, _ make: @escaping @Sendable () async throws -> Value
  ) -> Task<Value, any Error> {
    let task = made[name] as? Task<Value, any Error> ?? Task { try await make() }
    made[name] = task
    return task
  }
}

/// A suite whose servers nobody would stop.
private struct NoTurn: Error, CustomStringConvertible {
  var description: String { "a suite with servers says so: @Suite(.takesTurns)" }
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
