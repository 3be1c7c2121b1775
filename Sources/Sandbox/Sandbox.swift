package import Database
import Foundation

/// A throwaway server on loopback, with real logins.
///
/// It is gone when ``stop()`` returns, and also when this process dies, however it dies: see ``ServerProcess``.
///
/// ## Topics
/// - Start: ``start(_:settings:)``, ``with(_:settings:_:)``; CockroachDB: ``start(_:)``, ``with(_:_:)``
/// - Databases: ``createDatabase(_:)``, ``dropDatabase(_:)``
package actor Sandbox {
  /// A superuser of the server, in its first database.
  package nonisolated let superuser: ConnectionTarget
  /// The server's version.
  package nonisolated let version: String
  /// The folder with everything the server writes.
  package nonisolated let directory: String
  private let process: ServerProcess

  init(superuser: ConnectionTarget, version: String, directory: String, process: ServerProcess) {
    self.superuser = superuser
    self.version = version
    self.directory = directory
    self.process = process
  }

  /// Starts a PostgreSQL whose logins are SCRAM over TCP; returns when it answers.
  ///
  /// - Parameter settings: Server settings, such as `["wal_level": "logical"]`; they win over the defaults.
  /// - Throws: ``SandboxError`` with the end of the server's log where it does not come up.
  package static func start(
    _ installation: PostgresInstallation, settings: [String: String] = [:]
  ) async throws(SandboxError) -> Sandbox {
    try SandboxDirectory.requireReachable(installation.programs)
    return try await retrying { () throws(SandboxError) in try await attempt(installation, settings) }
  }

  /// Between asking for a free port and binding it, another server may have been quicker.
  static func retrying(
    _ attempt: () async throws(SandboxError) -> Sandbox
  ) async throws(SandboxError) -> Sandbox {
    var tries = 3
    while true {
      do throws(SandboxError) { return try await attempt() } catch {
        tries -= 1
        // PostgreSQL's words, and CockroachDB's.
        guard tries > 0, case .didNotStart(let log) = error, log.lowercased().contains("address already in use")
        else { throw error }
      }
    }
  }

  /// Starts a server, runs the body, and stops the server whatever happens.
  package static func with<Value: Sendable>(
    _ installation: PostgresInstallation, settings: [String: String] = [:], _ body: (Sandbox) async throws -> Value
  ) async throws -> Value {
    try await start(installation, settings: settings).during(body)
  }

  /// Runs the body and stops the server whatever happens.
  nonisolated func during<Value: Sendable>(_ body: (Sandbox) async throws -> Value) async throws -> Value {
    do {
      let value = try await body(self)
      await stop()
      return value
    } catch {
      await stop()
      throw error
    }
  }

  /// Stops the server and removes its folder. May be called again.
  package func stop() async { await process.end() }

  /// Waits until the server lets the superuser in, at most three minutes.
  func waitUntilReady() async throws(SandboxError) {
    let end = ContinuousClock.now + .seconds(180)
    while ContinuousClock.now < end, process.isRunning, !Task.isCancelled {
      if let connection = try? await Connection.open(superuser, deadline: .seconds(5)) {
        await connection.close()
        return
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    let log = process.isRunning ? (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) : nil
    let farewell = await process.farewell()
    throw .didNotStart(log: String((log ?? farewell).suffix(2000)))
  }

  private static func attempt(
    _ installation: PostgresInstallation, _ settings: [String: String]
  ) async throws(SandboxError) -> Sandbox {
    let port = try LoopbackPort.free()
    let directory = try SandboxDirectory.make()
    let password = SandboxDirectory.secret()
    let process: ServerProcess
    do throws(SandboxError) {
      // Random as it is, no number of hashes makes it harder to guess, and whoever logs in computes them.
      let verifier = scramVerifier(password: Secret(password), iterations: 1)
      try SandboxDirectory.write(verifier, to: directory + "/password")
      SandboxDirectory.handOver(directory)
      process = try ServerProcess(
        folder: directory, preparation: preparation, server: server,
        arguments: [installation.programs] + options(settings, port: port))
    } catch {
      SandboxDirectory.remove(directory)
      throw error
    }
    let target = ConnectionTarget(
      host: "127.0.0.1", port: port, database: "postgres", user: "postgres", password: Secret(password),
      options: ["sslmode": "disable"])
    let sandbox = Sandbox(
      superuser: target, version: installation.version, directory: directory, process: process)
    try await sandbox.waitUntilReady()
    return sandbox
  }

  /// The change of user in front of the server's commands: fixed words and numbers, or nothing.
  private static let asUser = SandboxDirectory.unprivileged.joined(separator: " ")

  private static let preparation = """
    programs=$1
    shift
    \(asUser) "$programs/initdb" -D "$folder/data" -U postgres -A scram-sha-256 --pwfile="$folder/password" -E UTF8 \
      --locale=C.UTF-8 --no-sync --no-instructions >"$folder/log" 2>&1 3<&- || fail
    rm -f "$folder/password"
    """

  private static let server = asUser + #" "$programs/postgres" -D "$folder/data" "$@""#

  /// The server's options; durability is of no use to a server that is never restarted.
  private static func options(_ settings: [String: String], port: Int) -> [String] {
    let defaults = [
      "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": "", "fsync": "off",
      "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200", "timezone": "UTC",
    ]
    return defaults.merging(settings) { $1 }.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }
}
