import Foundation
import Sandbox

/// Files as they were at a revision of the repository that the current directory is in.
struct GitRevision {
  /// The commit, in full: a name that is resolved once cannot mean two things, or be taken for an option.
  let commit: String

  /// Resolves the revision.
  init(_ name: String) throws {
    let said = try Self.git(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"])
    guard said.code == 0 else {
      let inside = try Self.git(["rev-parse", "--git-dir"]).code == 0
      throw Failure(
        message: inside
          ? "git:\(name): no such revision in this repository"
          : "git:\(name): the current directory is in no git repository")
    }
    commit = String(decoding: said.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The file's content, or nil where the revision has none at that path.
  func file(_ path: String) throws -> Data? {
    let said = try Self.git(["show", "\(commit):\(Self.fromHere(path))"])
    return said.code == 0 ? said.output : nil
  }

  /// The paths of the Swift files in a folder and the folders in it, or nil where the path is no folder.
  func swiftFiles(in path: String) throws -> [String]? {
    let kind = try Self.git(["cat-file", "-t", "\(commit):\(Self.fromHere(path))"])
    guard kind.code == 0, kind.output.starts(with: Data("tree".utf8)) else { return nil }
    let said = try Self.git(["ls-tree", "-r", "-z", "--name-only", "\(commit):\(Self.fromHere(path))"])
    return said.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasSuffix(".swift") }
  }

  /// git reads a path behind a colon from the root of the repository unless it begins with a dot.
  private static func fromHere(_ path: String) -> String { path.hasPrefix(".") ? path : "./\(path)" }

  private static func git(_ arguments: [String]) throws -> (code: Int32, output: Data) {
    let process = Process()
    let output = try ChildPipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output.writing
    process.standardError = FileHandle.nullDevice
    do { try process.start() } catch {
      throw Failure(message: "git could not be started: \(error.localizedDescription)")
    }
    let bytes = output.everything()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else { throw Failure(message: "git is not in PATH") }
    return (process.terminationStatus, bytes)
  }
}
