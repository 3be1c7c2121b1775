import Glibc
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program to run in a session of its own, with nothing on its input, and limits.
struct Runner {
  /// How it ended.
  enum Ending: Equatable {
    case exited(Int32, output: [UInt8], messages: String)
    case signalled(Int32, messages: String)
    case tookTooLong
    case wroteTooMuch
    case notStarted(String)
  }

  /// The path of the program.
  var program: String
  /// What it is told.
  var arguments: [String]
  /// The whole environment; nil hands on ours.
  var environment: [String: String]?
  /// Where it runs; nil where we run.
  var folder: String?
  /// Bytes on standard output.
  var outputLimit: Int
  /// Bytes on standard error.
  var messageLimit = 8 << 20
  /// From start to end.
  var timeout: Duration

  /// Runs the program. Whatever it leaves behind in its process group is killed.
  func run() async -> Ending {
    await withTaskGroup(of: Ending.self) { group in
      group.addTask { await start() }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return .tookTooLong
      }
      let first = await group.next() ?? .tookTooLong
      group.cancelAll()
      return first
    }
  }

  private func start() async -> Ending {
    var options = PlatformOptions()
    options.createSession = true
    // SIGKILL to the group comes first: after a mere SIGTERM a child that ignores it would outlive its leader.
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
    ]
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment ?? [:] {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments),
        environment: environment == nil ? .inherit : .custom(variables), workingDirectory: folder.map { FilePath($0) },
        platformOptions: options, input: .none, output: .bytes(limit: outputLimit), error: .bytes(limit: messageLimit))
      kill(-result.processIdentifier.value, SIGKILL)
      let messages = String(decoding: result.standardError, as: UTF8.self)
      switch result.terminationStatus {
      case .exited(let code): return .exited(code, output: result.standardOutput, messages: messages)
      case .signaled(let signal): return .signalled(signal, messages: messages)
      }
    } catch let error as SubprocessError {
      return error.code == .outputLimitExceeded ? .wroteTooMuch : .notStarted(error.description)
    } catch { return .notStarted(String(describing: error)) }
  }
}
