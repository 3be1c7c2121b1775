import Foundation

/// The program of one CockroachDB server.
package struct CockroachInstallation: Hashable, Sendable {
  /// The path of `cockroach`.
  package let program: String
  /// The version as `cockroach version` begins, such as `v25.4.2`.
  package let version: String

  /// The program that `BAILIWICK_COCKROACH` names, else the first `cockroach` of the PATH; nil where there is none that says
  /// what it is.
  package static func find() -> CockroachInstallation? {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["BAILIWICK_COCKROACH"] { return at(named) }
    let folders = (environment["PATH"] ?? "").split(separator: ":").filter { !$0.isEmpty }
    return folders.lazy.compactMap { at("\($0)/cockroach") }.first
  }

  /// Asks the program: the first line is `Build Tag: v25.4.2` (`pkg/testutils/testserver`, which reads its third word).
  package static func at(_ program: String) -> CockroachInstallation? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    guard let output = try? ChildPipe() else { return nil }
    process.executableURL = URL(filePath: program)
    process.arguments = ["version"]
    // Variables of its own steer it: COCKROACH_URL, COCKROACH_HOST and others (docs, cockroach-commands).
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
    process.standardOutput = output.writing
    process.standardError = FileHandle.nullDevice
    guard (try? process.start()) != nil else { return nil }
    let text = String(decoding: output.everything(), as: UTF8.self)
    process.waitUntilExit()
    let words = text.prefix { $0 != "\n" }.split(whereSeparator: \.isWhitespace)
    guard process.terminationStatus == 0, words.count > 2 else { return nil }
    return CockroachInstallation(program: program, version: String(words[2]))
  }
}
