package import Database
import Foundation

/// A throwaway PostgreSQL on loopback, with real SCRAM logins.
///
/// A small shell script starts the server and then reads its standard input, which ends when ``stop()`` closes it or
/// when this process dies, however it dies. Then the script stops the server by its pid and removes the folder.
package actor Sandbox {
  /// A superuser of the server, in the database `postgres`.
  package nonisolated let superuser: ConnectionTarget
  /// The server's version.
  package nonisolated let version: String
  /// The folder with everything the server writes.
  package nonisolated let directory: String
  private let script: Process
  private let lifeline: Pipe

  private init(
    superuser: ConnectionTarget, version: String, directory: String, script: Process, lifeline: Pipe
  ) {
    self.superuser = superuser
    self.version = version
    self.directory = directory
    self.script = script
    self.lifeline = lifeline
  }

  /// Starts a server; returns when it answers.
  ///
  /// - Throws: ``SandboxError`` with the end of the server's log where it does not come up within 60 seconds.
  package static func start(_ installation: PostgresInstallation) async throws(SandboxError) -> Sandbox {
    let directory = try SandboxDirectory.make()
    let password = SandboxDirectory.secret()
    let port = try freePort()
    do {
      try SandboxDirectory.write(password, to: directory + "/password")
    } catch { throw .system("\(directory) could not be written: \(error)") }
    SandboxDirectory.handOver(directory)
    let (script, lifeline) = try launch(installation, directory: directory, port: port)
    var target = try loopback(port)
    target = target.with(user: "postgres", password: Secret(password), database: "postgres")
    let sandbox = Sandbox(
      superuser: target, version: installation.version, directory: directory, script: script, lifeline: lifeline)
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end, script.isRunning {
      if let connection = try? await Connection.open(target, deadline: .seconds(5)) {
        await connection.close()
        return sandbox
      }
      try? await Task.sleep(for: .milliseconds(25))
    }
    let log = (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? ""
    await sandbox.stop()
    throw .didNotStart(log: String(log.suffix(2000)))
  }

  /// Starts a server, runs the body, and stops the server whatever happens.
  package static func with<Value: Sendable>(
    _ installation: PostgresInstallation, _ body: (Sandbox) async throws -> Value
  ) async throws -> Value {
    let sandbox = try await start(installation)
    do {
      let value = try await body(sandbox)
      await sandbox.stop()
      return value
    } catch {
      await sandbox.stop()
      throw error
    }
  }

  /// Stops the server and removes its folder. May be called again.
  package func stop() {
    try? lifeline.fileHandleForWriting.close()
    if script.isRunning { script.waitUntilExit() }
  }

  private static func loopback(_ port: Int) throws(SandboxError) -> ConnectionTarget {
    do { return try ConnectionTarget(url: "host=127.0.0.1 port=\(port) sslmode=disable") } catch {
      throw .system("\(error)")
    }
  }

  private static func launch(
    _ installation: PostgresInstallation, directory: String, port: Int
  ) throws(SandboxError) -> (Process, Pipe) {
    let process = Process()
    let lifeline = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", lifecycle, "sandbox", installation.programs, directory, String(port)] + SandboxDirectory.unprivileged
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.currentDirectoryURL = URL(filePath: "/")
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { throw .system("the throwaway server could not be launched: \(error)") }
    return (process, lifeline)
  }

  /// Programs, folder, port, then what stands in front of the server's commands. The script itself keeps the tool's
  /// user, who can remove the folder wherever it is. Deaf to the keyboard, so that an interrupted tool still cleans up.
  private static let lifecycle = """
    programs=$1 folder=$2 port=$3
    shift 3
    trap '' INT TERM HUP
    trap 'cd /; rm -rf "$folder"' EXIT
    "$@" "$programs/initdb" -D "$folder/data" -U postgres -A scram-sha-256 --pwfile="$folder/password" -E UTF8 \
      --locale=C.UTF-8 --no-sync --no-instructions >"$folder/log" 2>&1 </dev/null || { cat >/dev/null; exit 1; }
    "$@" "$programs/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 \
      >>"$folder/log" 2>&1 </dev/null &
    server=$!
    cat >/dev/null
    kill -INT "$server" 2>/dev/null
    wait "$server"
    """

  /// A port that nobody listens on now.
  private static func freePort() throws(SandboxError) -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .system("no socket can be made") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw .system("no free port on loopback") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
