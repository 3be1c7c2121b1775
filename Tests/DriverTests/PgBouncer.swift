import Database
import Foundation

@testable import Sandbox

/// A PgBouncer in front of a throwaway server, in transaction mode, with one connection to the server for all its clients.
///
/// It is gone when `stop()` returns, and also when this process dies.
struct PgBouncer: Sendable {
  let port: Int
  private let process: ServerProcess

  /// - Parameters:
  ///   - resets: Whether the server's connection forgets everything between two transactions.
  static func start(
    before target: ConnectionTarget, user: String, password: Secret, resets: Bool = false
  ) async throws -> PgBouncer {
    let folder = try SandboxDirectory.make()
    let port = try LoopbackPort.free()
    try SandboxDirectory.write("\"\(user)\" \"\(password.reveal())\"\n", to: folder + "/users")
    try SandboxDirectory.write(
      """
      [databases]
      * = host=127.0.0.1 port=\(target.port ?? 0)
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = \(port)
      unix_socket_dir =
      auth_type = scram-sha-256
      auth_file = \(folder)/users
      pool_mode = transaction
      default_pool_size = 1
      server_reset_query_always = \(resets ? 1 : 0)
      ignore_startup_parameters = extra_float_digits
      """, to: folder + "/pgbouncer.ini")
    let unprivileged = SandboxDirectory.unprivileged.joined(separator: " ")
    SandboxDirectory.handOver(folder)
    let process = try ServerProcess(
      folder: folder,
      preparation: geteuid() == 0 ? "chown $(stat -c %U \"$folder\") \"$folder\"/users \"$folder\"/pgbouncer.ini" : "",
      server: "\(unprivileged) /usr/sbin/pgbouncer \"$folder/pgbouncer.ini\"", signal: "TERM", arguments: [])
    let bouncer = PgBouncer(port: port, process: process)
    let there = bouncer.target(target, user, password)
    for _ in 0..<600 where process.isRunning {
      if let connection = try? await Connection.open(there) {
        await connection.close()
        return bouncer
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Unreachable(log: await process.farewell())
  }

  func stop() async { await process.end() }

  /// The way through it.
  func target(_ target: ConnectionTarget, _ user: String, _ password: Secret) -> ConnectionTarget {
    var target = target.with(user: user, password: password)
    target.port = port
    return target
  }

  struct Unreachable: Error { let log: String }
}
