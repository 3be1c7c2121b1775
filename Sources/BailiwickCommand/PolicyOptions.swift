import ArgumentParser
import Foundation
import PolicyLoader
import PolicyModel

/// Where the policy stands.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: "The policy: a Swift file, a folder of them, or JSON. Default: Policy.swift, or policy.json beside none.")
  var policy: String?

  /// The path that is meant.
  var path: String {
    if let policy { return policy }
    let files = FileManager.default
    return !files.fileExists(atPath: "Policy.swift") && files.fileExists(atPath: "policy.json")
      ? "policy.json" : "Policy.swift"
  }

  /// The path from the working folder, where the policy is below it: what a checkout of the repository has.
  var relativePath: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let full = URL(filePath: path).standardizedFileURL.path
    return full.hasPrefix(here) ? String(full.dropFirst(here.count)) : path
  }

  /// Loads the policy; a compiler's or a policy's own messages reach the user as they are.
  func load() async throws -> Policy { try await load(path) }

  /// Loads the policy at another path in the same way.
  func load(_ path: String) async throws -> Policy {
    let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let loader = PolicyLoader(runtime: PolicyRuntime(besideExecutable: executable)) { event in
      switch event {
      case .compilerSaid(let text), .policySaid(let text): FileHandle.standardError.write(Data(text.utf8))
      case .compilerStarted, .policyStarted, .reused, .cacheUnusable: break
      }
    }
    do { return try await loader.load(path, as: Policy.self) } catch { throw Failure(message: "\(error)") }
  }
}
