import Database
import Foundation
import Sandbox

/// The built tool, run as a user runs it: in a folder of its own, without the developer's environment.
struct Tool {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bailiwick-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Every file that is there, by its path in the folder, but for the tool's own cache.
  func files() throws -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.allObjects.compactMap { $0 as? String } ?? []
    return all.filter { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.appending(path: name).path, isDirectory: &isFolder)
      return !isFolder.boolValue && !name.hasPrefix(".")
    }.sorted()
  }

  /// What names the database and the password to the tool.
  func environment(for target: ConnectionTarget) -> [String: String] {
    [
      "PGHOST": target.host ?? "", "PGPORT": "\(target.port ?? 0)", "PGUSER": target.user ?? "",
      "PGDATABASE": target.database ?? "", "PGPASSWORD": target.password?.reveal() ?? "",
    ]
  }

  func read(_ name: String) throws -> String { try String(contentsOf: folder.appending(path: name), encoding: .utf8) }

  /// Starts the tool and does not wait for it; what it prints is dropped.
  func start(_ arguments: String..., environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "bailiwick")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
    return process
  }

  /// Exit code, standard output, standard error.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> (
    code: Int32, out: String, err: String
  ) {
    try run(arguments, environment: environment)
  }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (code: Int32, out: String, err: String)
  {
    let process = Process()
    let out = try ChildPipe()
    let err = folder.appending(path: ".stderr")
    try Data().write(to: err)
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "bailiwick")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { $1 }
    process.standardOutput = out.writing
    process.standardError = try FileHandle(forWritingTo: err)
    try process.start()
    let text = String(decoding: out.everything(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, try String(contentsOf: err, encoding: .utf8))
  }
}
