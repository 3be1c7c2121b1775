package import Diagnostics

/// Why a policy could not be loaded.
package enum PolicyLoadError: Error, Hashable, Sendable {
  /// Nothing stands at the path.
  case fileNotFound(String)
  /// The path is there but cannot be read, or is neither `.swift`, `.json` nor a folder.
  case unreadable(String, reason: String)
  /// The sources declare no policy.
  case noPolicyDeclared(String)
  /// No Swift compiler at the place that was named, or in `PATH`.
  case noCompiler(String)
  /// The modules that a policy imports are not where they should be.
  case noRuntime(String)
  /// The modules were written by another version of the compiler.
  case otherCompiler(String)
  /// The compiler refuses the sources; its own text.
  case doesNotCompile(String)
  /// The compiler was still at work after so long.
  case compiledTooLong(Duration)
  /// The policy ended by a signal; what it had written.
  case crashed(signal: Int32, text: String)
  /// The policy ended with an exit code of its own; what it had written.
  case failed(code: Int32, text: String)
  /// The policy was still running after so long.
  case ranTooLong(Duration)
  /// More output than this many bytes.
  case tooMuchOutput(Int)
  /// A program could not be started.
  case notStarted(String, reason: String)
  /// Not JSON at all.
  case notJSON(String, reason: String)
  /// A policy document of a version or format that this program does not read.
  case otherFormat(String, reason: String)
  /// A policy document with something wrong at a place in it.
  case wrongDocument(String, place: String, reason: String)
}

extension PolicyLoadError: CustomStringConvertible {
  /// What is wrong and, on further lines, what helps.
  package var description: String {
    let diagnostic = diagnostic
    return ([diagnostic.summary] + diagnostic.notes + (diagnostic.fix.map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// The finding to print.
  package var diagnostic: Diagnostic {
    let (id, file, summary, notes, fix) = parts
    return Diagnostic(
      id: id, severity: .error, summary: summary, location: SourceLocation(file: file, line: 0, column: 0),
      notes: notes.filter { !$0.isEmpty }, fix: fix)
  }

  private typealias Parts = (id: String, file: String, summary: String, notes: [String], fix: String?)

  private var parts: Parts {
    switch self {
    case .fileNotFound(let path):
      ("AZ001", path, "no policy at \(path)", [], "name a .swift file, a folder of them, or a policy.json")
    case .unreadable(let path, let reason):
      ("AZ002", path, "\(path) cannot be read as a policy: \(reason)", [], "name a .swift file, a folder, or .json")
    case .noPolicyDeclared(let path):
      (
        "AZ003", path, "\(path) declares no policy", [],
        "write let policy = Policy(\"name\") { … } at the top level, or @main struct Name: PolicyProgram"
      )
    case .noCompiler(let place):
      (
        "AZ004", "", "no Swift compiler: \(place)", [],
        "install Swift or name swiftc with --swiftc; policy.json is accepted without a compiler"
      )
    case .otherFormat(let path, let reason):
      (
        "AZ005", path, "\(path) is not a policy document of a version that is read here: \(reason)", [],
        "write it anew with this version of bailiwick"
      )
    case .notJSON(let path, let reason): ("AZ006", path, "\(path) is not JSON: \(reason)", [], "mend it there")
    case .wrongDocument(let path, let place, let reason):
      ("AZ007", path, "\(path) is no valid policy document: at \(place): \(reason)", [], "mend that member")
    default: running
    }
  }

  private var running: Parts {
    switch self {
    case .doesNotCompile(let text):
      ("AZ010", "", "the policy does not compile", [text], "mend the first error; one may hide others")
    case .otherCompiler(let text):
      (
        "AZ011", "", "bailiwick's modules were built by another Swift compiler", [text],
        "name that compiler with --swiftc, rebuild bailiwick, or use policy.json"
      )
    case .compiledTooLong(let limit):
      (
        "AZ012", "", "the policy was still compiling after \(limit)", [],
        "split large bodies into properties of about twenty tables, or into files"
      )
    case .crashed(let signal, let text):
      ("AZ013", "", "the policy crashed with \(Self.name(of: signal))", [text], "look for a trap in its own code")
    case .failed(let code, let text):
      ("AZ014", "", "the policy ended with exit code \(code)", [text], "let it end by itself, without exit")
    case .ranTooLong(let limit):
      ("AZ015", "", "the policy was still running after \(limit)", [], "look for an endless loop or a wait in it")
    case .tooMuchOutput(let limit):
      ("AZ016", "", "more than \(limit) bytes of output", [], "print less, or name tables by patterns")
    case .noRuntime(let place):
      ("AZ017", "", "bailiwick's modules are not at \(place)", [], "install bailiwick again, or use policy.json")
    case .notStarted(let program, let reason):
      ("AZ018", "", "\(program) could not be started: \(reason)", [], "see that it is there and may be executed")
    default: ("AZ000", "", "the policy cannot be loaded", [], nil)
    }
  }

  private static func name(of signal: Int32) -> String {
    let names: [Int32: String] = [
      4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM",
      25: "SIGXFSZ",
    ]
    return names[signal].map { "\($0) (signal \(signal))" } ?? "signal \(signal)"
  }
}
