import Glibc

/// A compiled policy, run apart: empty environment, empty folder, no input, a session of its own, limits.
struct PolicyProcess {
  /// The program.
  var program: String
  /// Where it runs.
  var folder: String
  /// How long and how much.
  var limits: PolicyLoader.Limits

  /// Runs the policy.
  /// - Returns: the bytes of its document.
  func run(observe: PolicyLoader.Observer) async throws(PolicyLoadError) -> [UInt8] {
    observe(.policyStarted)
    var command = [program]
    if let prlimit = ["/usr/bin/prlimit", "/bin/prlimit"].first(where: Files.isExecutable) {
      // One second more than the wall allows, so that a busy loop is reported as what it is.
      let seconds = limits.run.components.seconds + 1
      command =
        [prlimit, "--as=\(limits.memory)", "--cpu=\(seconds):\(seconds + 1)", "--fsize=0", "--core=0", "--"] + command
    }
    let runner = Runner(
      program: command[0], arguments: Array(command.dropFirst()), environment: ["SWIFT_BACKTRACE": "enable=no"],
      folder: folder, outputLimit: limits.output, timeout: limits.run)
    switch await runner.run() {
    case .exited(0, let output, let messages):
      if !messages.isEmpty { observe(.policySaid(messages)) }
      return output
    case .exited(let code, _, let messages): throw .failed(code: code, text: messages)
    case .signalled(SIGXCPU, _), .tookTooLong: throw .ranTooLong(limits.run)
    case .signalled(let signal, let messages): throw .crashed(signal: signal, text: messages)
    case .wroteTooMuch: throw .tooMuchOutput(limits.output)
    case .notStarted(let reason): throw .notStarted(command[0], reason: reason)
    }
  }
}
