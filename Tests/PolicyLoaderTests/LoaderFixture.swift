import CanonicalJSON
import Foundation
import PolicyLoader
import Sandbox
import Synchronization

/// A folder with a runtime that keeps the contract of `Bailiwick` in twenty lines, a compiler that counts its starts,
/// and a cache.
final class LoaderFixture: Sendable {
  let folder: String
  let events = Mutex<[PolicyLoader.Event]>([])

  init() throws {
    folder = try LoaderFixture.temporaryFolder()
    try write("swiftc", "#!/bin/sh\necho start >> '\(folder)/starts'\nexec swiftc \"$@\"\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/swiftc")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/bailiwick-loader-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The runtime, compiled once a test run; its folder goes when the run ends.
  static let runtime: Result<PolicyRuntime, any Error> = Result {
    let folder = try runtimeFolder.get()
    atexit { try? FileManager.default.removeItem(atPath: LoaderFixture.runtimeFolder.get()) }
    let source = folder + "/Bailiwick.swift"
    try runtimeSource.write(toFile: source, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swiftc", "-swift-version", "6", "-parse-as-library", "-emit-library", "-static", "-emit-module",
      "-module-name", "Bailiwick", "-emit-module-path", folder + "/Bailiwick.swiftmodule", source, "-o",
      folder + "/libBailiwick.a",
    ]
    try process.start()
    process.waitUntilExit()
    for module in ["CanonicalJSON", "Diagnostics", "PolicyModel", "SchemaModel"] {
      try "".write(toFile: "\(folder)/\(module).swiftmodule", atomically: true, encoding: .utf8)
    }
    return PolicyRuntime(folder: folder)
  }

  private static let runtimeFolder = Result { try temporaryFolder() }

  private static let runtimeSource = #"""
    import Glibc
    public struct Policy: Sendable {
      let name: String
      public init(_ name: String, _ body: () -> Void = {}) { self.name = name; body() }
    }
    public protocol PolicyProgram { static var policy: Policy { get } }
    extension PolicyProgram { public static func main() { emit(Self.policy) } }
    public func emit(_ policy: @autoclosure () -> Policy) {
      let channel = dup(1)
      dup2(2, 1)
      let text = "{\"format\":\"bailiwick-policy\",\"version\":1,\"name\":\"\(policy().name)\"}\n"
      _ = text.withCString { write(channel, $0, strlen($0)) }
    }
    """#

  /// Writes a file, and says where.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let path = folder + "/" + name
    let parent = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func loader(swiftc: String? = nil, limits: PolicyLoader.Limits = .init()) throws -> PolicyLoader {
    PolicyLoader(
      swiftc: swiftc ?? folder + "/swiftc", runtime: try LoaderFixture.runtime.get(), cacheFolder: folder + "/cache",
      limits: limits
    ) { event in self.events.withLock { $0.append(event) } }
  }

  /// How often the compiler's file was executed, counted by itself.
  var starts: Int {
    ((try? String(contentsOfFile: folder + "/starts", encoding: .utf8)) ?? "").split(separator: "\n").count
  }

  /// The error of loading, or nil where it succeeds.
  func failure(_ path: String, limits: PolicyLoader.Limits = .init()) async throws -> PolicyLoadError? {
    let loader = try loader(limits: limits)
    do throws(PolicyLoadError) {
      _ = try await loader.load(path, as: PolicyHead.self)
      return nil
    } catch { return error }
  }
}

/// The members of a policy document that these tests write.
struct PolicyHead: JSONCodable, Equatable {
  var name: String

  init(name: String) { self.name = name }
  init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    guard try reader.take("format", as: String.self) == "bailiwick-policy" else {
      throw JSONDecodingError("expected bailiwick-policy", at: ["format"])
    }
    guard try reader.take("version", as: Int.self) == 1 else {
      throw JSONDecodingError("version is not known", at: ["version"])
    }
    name = try reader.take("name")
    try reader.finish()
  }
  var json: JSONValue { .object(["name": .string(name)]) }
}
