import Database
import Foundation

extension Sandbox {
  /// Starts a single CockroachDB node in memory, with TLS and passwords.
  ///
  /// Written after CockroachDB's manual and its own test server; **not yet run against a binary**.
  ///
  /// - Parameter program: The `cockroach` program; `nil` takes the first one on the PATH.
  package static func startCockroach(_ program: String? = nil) async throws(SandboxError) -> Sandbox {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let found = program ?? folders.map { $0 + "/cockroach" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw .system("no cockroach program found in \(folders.joined(separator: ", ")); put one on the PATH")
    }
    let port = try LoopbackPort.free()
    let directory = try SandboxDirectory.make()
    let process: ServerProcess
    do throws(SandboxError) {
      process = try ServerProcess(
        folder: directory, preparation: certificates, server: node, arguments: [found, "\(port)"])
    } catch {
      SandboxDirectory.remove(directory)
      throw error
    }
    let certificates = directory + "/certs"
    let root = ConnectionTarget(
      host: "127.0.0.1", port: port, database: "defaultdb", user: "root",
      options: [
        "sslmode": "verify-full", "sslrootcert": certificates + "/ca.crt",
        "sslcert": certificates + "/client.root.crt", "sslkey": certificates + "/client.root.key",
      ])
    try await Sandbox(superuser: root, version: "", directory: directory, process: process).waitUntilReady()
    do throws(DatabaseError) {
      let (administrator, version) = try await administrator(madeBy: root)
      return Sandbox(superuser: administrator, version: version, directory: directory, process: process)
    } catch {
      await process.end()
      throw .system("the throwaway CockroachDB could not be set up: \(error)")
    }
  }

  /// A login with a password. Root's certificate stays behind: the server would judge it instead of the password.
  private static func administrator(
    madeBy root: ConnectionTarget
  ) async throws(DatabaseError) -> (ConnectionTarget, version: String) {
    let password = Secret(SandboxDirectory.secret())
    let connection = try await Connection.open(root)
    _ = try await connection.run("CREATE USER bailiwick_admin WITH PASSWORD '\(password.reveal())'")
    _ = try await connection.run("GRANT admin TO bailiwick_admin")
    let version = try await connection.run("SELECT version()").rows.first?.first ?? nil
    await connection.close()
    var target = root.with(user: "bailiwick_admin", password: password)
    target.options = target.options.filter { ["sslmode", "sslrootcert"].contains($0.key) }
    let word = (version ?? "").split(separator: " ").first { $0.first == "v" && $0.dropFirst().first?.isNumber == true }
    return (target, word.map { String($0.dropFirst()) } ?? "")
  }

  private static let certificates = """
    cockroach=$1 port=$2 certs="--certs-dir=$folder/certs" key="--ca-key=$folder/ca.key"
    export COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING=true
    cd "$folder" && mkdir certs || exit 1
    { "$cockroach" cert create-ca "$certs" "$key" && "$cockroach" cert create-node localhost 127.0.0.1 "$certs" "$key" \
      && "$cockroach" cert create-client root "$certs" "$key"; } >log 2>&1 3<&- || fail
    """

  private static let node = """
    "$cockroach" start-single-node "$certs" --store=type=mem,size=0.2 --cache=0.1 --max-sql-memory=0.1 \
      --listen-addr="127.0.0.1:$port" --http-addr=127.0.0.1:0 --external-io-dir=disabled --logtostderr
    """
}
