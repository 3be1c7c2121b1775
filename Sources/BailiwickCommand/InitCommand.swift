import ArgumentParser
import CanonicalJSON
import Foundation
import PolicyModel

/// `bailiwick init`: something that works, to be changed into what is needed.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a policy for one table, and the migration that makes it.",
    discussion: """
      Example:
        mkdir invoices && cd invoices && bailiwick init --bind session
      With logins each principal has one of its own, for services, workers and analysts. With sessions an application's pool \
      shares one login, and each transaction binds the token of whom it serves: for people, by the thousand.
      Files that are there already are left alone, and nothing is written then.
      """)

  @Flag(help: "Write policy.json instead of Policy.swift. Default: Policy.swift where a Swift compiler is found.")
  var json = false

  @Option(help: "How principals prove who they are: login or session.")
  var bind = Starter.Bound.login

  func run() async throws {
    let compiler = hasCompiler
    let policyFile = json || !compiler ? "policy.json" : "Policy.swift"
    let files = [
      (policyFile, policyFile == "policy.json" ? Starter.policy(bind).json.canonicalText : Starter.swift(bind)),
      ("sql/migrations/0001_app.up.sql", Starter.up), ("sql/migrations/0001_app.down.sql", Starter.down),
    ]
    let manager = FileManager.default
    for name in files.map(\.0) where manager.fileExists(atPath: name) {
      throw Failure(message: "\(name) is there already; nothing was written")
    }
    do {
      try manager.createDirectory(atPath: "sql/migrations", withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: name)) }
    } catch { throw Failure(message: "the folder cannot be written: \(error.localizedDescription)") }
    print("Created \(files.map(\.0).joined(separator: ", ")).")
    if !compiler && !json { print("No Swift compiler was found, so the policy is JSON; every command takes it.") }
    print(
      """
      Next:  bailiwick schema --sandbox   # reads the tables that the migrations make
             bailiwick check
             bailiwick generate
             bailiwick verify --sandbox   # proves it on a throwaway PostgreSQL
      """)
  }

  private var hasCompiler: Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/swiftc") }
  }
}
