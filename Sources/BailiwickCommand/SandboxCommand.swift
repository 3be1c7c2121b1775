import ArgumentParser
import Database
import Foundation
import Migration
import Sandbox
import SchemaModel

/// `bailiwick sandbox`: SQL on a server that is gone afterwards.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A throwaway server: run SQL files in it, or keep it while you work.",
    discussion: """
      Examples:
        bailiwick sandbox --run schema.sql --run witness.sql
        bailiwick sandbox      prints a URL and waits; the server goes when its input ends (Ctrl-D) or it is stopped
        bailiwick sandbox --engine cockroachdb-25.4     a node in memory; needs `cockroach` (never run so far)
      The server listens on loopback only, PostgreSQL as a user other than root, and is removed when the command ends.
      """)

  @OptionGroup var server: SandboxOptions
  @Option(name: .customLong("run"), help: "A SQL file; may be repeated, in order.")
  var files: [String] = []
  @Option(
    help: "postgresql, or cockroachdb by the `cockroach` of BAILIWICK_COCKROACH or the PATH; a version may follow.")
  var engine: String?

  func validate() throws {
    if let engine, Engine.Product(rawValue: engine) == nil { try requireEngine(engine) }
  }

  private var isCockroach: Bool {
    guard let engine else { return false }
    return (Engine.Product(rawValue: engine) ?? Engine(parsing: engine)?.product) == .cockroachdb
  }

  func run() async throws {
    if files.isEmpty { return try await start(wait) }
    try await start { sandbox in
      let connection = try await Connection.open(sandbox.superuser)
      for result in try await SandboxRun.run(files, on: connection, apart: isCockroach) {
        if result.columns.isEmpty {
          let changes = ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"].contains { result.tag.hasPrefix($0) }
          if changes { print(result.tag) }
          continue
        }
        print(result.columns.joined(separator: "\t"))
        for row in result.rows { print(row.map { $0 ?? "NULL" }.joined(separator: "\t")) }
      }
    }
  }
}

extension SandboxCommand {
  /// Starts the server that is asked for, and stops it whatever happens.
  private func start<Value: Sendable>(_ body: (Sandbox) async throws -> Value) async throws -> Value {
    do {
      guard isCockroach else {
        return try await Sandbox.with(PostgresInstallation.find(directory: server.postgres), body)
      }
      guard let installation = CockroachInstallation.find() else {
        throw Failure(
          message: "there is no `cockroach` on the PATH; put CockroachDB's program there, or name it in "
            + "BAILIWICK_COCKROACH")
      }
      return try await Sandbox.with(installation, body)
    } catch let error as SandboxError { throw Failure(message: "\(error)") }
  }

  /// Keeps the server until nobody listens any more.
  private func wait(_ sandbox: Sandbox) async throws {
    let target = sandbox.superuser
    let password = target.password.map { ":\($0.reveal())" } ?? ""
    let options = isCockroach ? target.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } : []
    let line =
      "export BAILIWICK_URL='postgresql://\(target.user ?? "")\(password)@\(target.host ?? "127.0.0.1"):\(target.port ?? 5432)/"
      + "\(target.database ?? "")\(options.isEmpty ? "" : "?" + options.joined(separator: "&"))'\n"
    FileHandle.standardOutput.write(Data(line.utf8))
    await withCheckedContinuation { done in
      Thread.detachNewThread {
        while readLine() != nil {}
        done.resume()
      }
    }
  }
}

/// SQL files on a throwaway server.
enum SandboxRun {
  /// Starts a server, hands over a superuser's connection, stops the server whatever happens.
  static func with<Value: Sendable>(
    _ options: SandboxOptions, _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    do {
      return try await Sandbox.with(PostgresInstallation.find(directory: options.postgres)) { sandbox in
        let connection = try await Connection.open(sandbox.superuser)
        return try await body(connection)
      }
    } catch let error as SandboxError { throw Failure(message: "\(error)") }
  }

  /// Runs the files in order; a failure names the file and the line.
  ///
  /// - Parameter apart: One statement a message: a schema change of CockroachDB is no part of a transaction.
  @discardableResult
  static func run(
    _ files: [String], on connection: Connection, apart: Bool = false
  ) async throws -> [QueryResult] {
    var results: [QueryResult] = []
    for file in files {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw Failure(message: "\(file) cannot be read as UTF-8 text")
      }
      let parts =
        apart
        ? MigrationFile(version: "", name: "", up: text, path: file).statements.map { .statements($0, line: 1) }
        : ScriptPart.parts(of: text)
      for part in parts {
        do { results += try await part.run(on: connection) } catch {
          let line = apart ? nil : part.line(of: error)
          throw Failure(message: "\(file)\(line.map { ":\($0)" } ?? ""): \(error)", code: 1)
        }
      }
    }
    return results
  }
}
