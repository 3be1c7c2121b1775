import Foundation

/// A server under a shell script that outlives us just long enough to clean up.
///
/// The script starts the server and watches its standard input, the *lifeline*. That ends when ``end()`` closes it or
/// when this process dies, even by SIGKILL. Then the script stops the server by its pid and removes the folder. The
/// script keeps the tool's user, who can remove the folder wherever it is; only the server's commands change theirs.
final class ServerProcess: Sendable {
  private let folder: String
  private let script: Process
  private let lifeline: ChildPipe
  private let output: ChildPipe
  private let ended: Task<Void, Never>

  /// Launches the script.
  ///
  /// - Parameters:
  ///   - preparation: Shell commands that come before the server; `$folder` and the arguments are theirs to use.
  ///   - server: The shell command that becomes the server.
  ///   - signal: What it ends by, without waiting for its clients.
  init(
    folder: String, preparation: String, server: String, signal: String = "INT", arguments: [String]
  ) throws(SandboxError) {
    let script = Process()
    // Another child of ours that inherited the lifeline's writing end would keep the server alive after us.
    let lifeline = try ChildPipe()
    let output = try ChildPipe()
    script.executableURL = URL(filePath: "/bin/sh")
    script.arguments = ["-c", Self.text(preparation, server, signal), "bailiwick-sandbox", folder] + arguments
    script.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder]
    script.currentDirectoryURL = URL(filePath: "/")
    script.standardInput = lifeline.reading
    script.standardOutput = output.writing
    script.standardError = FileHandle.nullDevice
    let (endings, ending) = AsyncStream.makeStream(of: Void.self)
    script.terminationHandler = { _ in ending.finish() }
    do { try script.start() } catch { throw .system("the throwaway server could not be launched: \(error)") }
    // The child has its own; what is left here would hide that it is gone.
    try? lifeline.reading.close()
    try? output.writing.close()
    self.folder = folder
    self.script = script
    self.lifeline = lifeline
    self.output = output
    ended = Task { for await _ in endings {} }
  }

  /// Whether the server is there, or still on its way.
  var isRunning: Bool { script.isRunning }

  /// Stops the server and waits until nothing is left of it. May be called again.
  func end() async {
    try? lifeline.writing.close()
    await ended.value
    // The script has done this, unless somebody killed it.
    SandboxDirectory.remove(folder)
  }

  /// The end of the log of a server that went away by itself.
  func farewell() async -> String {
    await end()
    return String(decoding: output.everything(), as: UTF8.self)
  }

  /// Deaf to the keyboard, so that an interrupted tool still cleans up. A signal that arrives before the server has
  /// set up its handlers is lost, hence the loop. Whoever made it stop is the watcher at its end: its number may already be
  /// another process's, so that it is not killed then.
  private static func text(_ preparation: String, _ server: String, _ signal: String) -> String {
    """
    trap '' INT TERM HUP
    folder=$1
    shift
    watcher=
    trap 'cd /; [ -z "$watcher" ] || kill -KILL "$watcher"; rm -rf "$folder"' EXIT
    exec 3<&0 </dev/null
    fail() { tail -c 2000 "$folder/log"; exit 1; }
    stop() {
      watcher=
      round=0
      while kill -0 "$server" 2>/dev/null; do
        signal=KILL
        [ "$round" -ge 200 ] || signal=QUIT
        [ "$round" -ge 100 ] || signal=\(signal)
        kill -"$signal" "$server" 2>/dev/null
        round=$((round + 1))
        sleep 0.05
      done
      exit 0
    }
    \(preparation)
    \(server) >>"$folder/log" 2>&1 3<&- &
    server=$!
    trap stop USR1
    (read -r _ <&3; kill -USR1 $$) >/dev/null 2>&1 &
    watcher=$!
    exec 3<&-
    wait "$server"
    fail
    """
  }
}
