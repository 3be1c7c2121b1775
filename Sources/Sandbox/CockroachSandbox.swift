import Database

extension Sandbox {
  /// Starts a single CockroachDB node in memory, with TLS and passwords; returns when it answers. The superuser is `root`, by
  /// certificate.
  ///
  /// *Unconfirmed*: no such server could be run where this was written. The flags are those of the documentation
  /// (cockroach-start-single-node, cockroach-cert, 26.3) and of `cockroach-go/testserver`. An insecure node would let
  /// everybody in as anybody, so no login would prove anything on it.
  ///
  /// - Throws: ``SandboxError`` with the end of the server's log where it does not come up.
  package static func start(_ installation: CockroachInstallation) async throws(SandboxError) -> Sandbox {
    try await retrying { () throws(SandboxError) in
      let port = try LoopbackPort.free()
      let directory = try SandboxDirectory.make()
      let process: ServerProcess
      do throws(SandboxError) {
        process = try ServerProcess(
          folder: directory, preparation: certificates, server: node, signal: "TERM",
          arguments: [
            installation.program, "--listen-addr=127.0.0.1:\(port)", "--http-addr=127.0.0.1:0",
            // The least that a store may have; nothing of it is written to a disk.
            "--store=type=mem,size=640MiB", "--cache=64MiB", "--max-sql-memory=256MiB", "--external-io-dir=disabled",
          ])
      } catch {
        SandboxDirectory.remove(directory)
        throw error
      }
      let certificates = directory + "/certs"
      let target = ConnectionTarget(
        host: "127.0.0.1", port: port, database: "defaultdb", user: "root",
        options: [
          // The address is loopback's and the authority this node's own, so the name adds nothing.
          "sslmode": "verify-ca", "sslrootcert": certificates + "/ca.crt",
          "sslcert": certificates + "/client.root.crt", "sslkey": certificates + "/client.root.key",
        ])
      let sandbox = Sandbox(
        superuser: target, version: installation.version, directory: directory, process: process)
      try await sandbox.waitUntilReady()
      return sandbox
    }
  }

  /// Starts a node, runs the body, and stops the node whatever happens.
  package static func with<Value: Sendable>(
    _ installation: CockroachInstallation, _ body: (Sandbox) async throws -> Value
  ) async throws -> Value {
    try await start(installation).during(body)
  }

  /// The server drops files where it stands, so it stands in its folder.
  private static let certificates = """
    program=$1
    shift
    cd "$folder"
    mkdir certs
    for step in create-ca "create-node localhost 127.0.0.1" "create-client root"; do
      "$program" cert $step --certs-dir="$folder/certs" --ca-key="$folder/ca.key" >>"$folder/log" 2>&1 3<&- || fail
    done
    rm -f "$folder/ca.key"
    export COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING=true
    """

  private static let node = #""$program" start-single-node --certs-dir="$folder/certs" "$@""#
}
