import Foundation
import Sandbox
import TestSupport

/// A script of an example's folder, run as an application would be: by Python, with the drivers that `.ci/setup test` brings.
enum Snippet {
  /// What it prints, a line each.
  /// - Throws: ``Failed`` with what it complains of; also where there are no drivers, for then nothing was shown.
  static func run(_ file: String, of example: String, _ environment: [String: String]) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", root.appending(path: "sql/examples/\(example)/\(file)").path]
    let inherited = ProcessInfo.processInfo.environment
    process.environment = environment.merging([
      "PATH": inherited["PATH"] ?? "/usr/bin:/bin", "PYTHONPATH": drivers(inherited), "PYTHONDONTWRITEBYTECODE": "1",
    ]) { first, _ in first }
    let (output, complaints) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaints
    process.standardInput = FileHandle.nullDevice
    try process.start()
    let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: "\(example)/\(file): \(complaint)") }
    return printed.split(separator: "\n").map(String.init)
  }

  /// Where `.ci/setup test` puts them.
  private static func drivers(_ environment: [String: String]) -> String {
    let cache =
      geteuid() == 0
      ? "/var/cache" : environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "/nonexistent")/.cache"
    return "\(cache)/bailiwick/python-drivers-2"
  }

  struct Failed: Error, CustomStringConvertible { let description: String }
}
