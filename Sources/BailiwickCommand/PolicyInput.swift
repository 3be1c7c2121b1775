import ArgumentParser
import CanonicalJSON
import Diagnostics
import Foundation
import Migration
import PolicyModel
import SchemaModel

/// Where the schema's snapshot stands.
struct SnapshotOptions: ParsableArguments {
  /// Where it stands unless something else is said.
  static let path = "sql/schema.json"
  @Option(help: "The snapshot that `bailiwick schema` wrote.")
  var schema = SnapshotOptions.path

  /// Reads the snapshot.
  func read() throws -> SchemaSnapshot { try Self.read(schema) }
  /// Reads a snapshot.
  static func read(_ path: String) throws -> SchemaSnapshot {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure(message: "\(path) cannot be read; `bailiwick schema` writes it")
    }
    do { return try SchemaSnapshot(json: JSONValue(parsing: text)) } catch {
      throw Failure(message: "\(path) is no schema snapshot: \(error)")
    }
  }
}

/// Where migrations and the lock stand.
struct MigrationOptions: ParsableArguments {
  @Option(help: "The folder of migrations, generated and hand-written.")
  var migrations = "sql/migrations"
  @Option(help: "What was generated last.")
  var lock = "policy.lock.json"

  /// Reads the folder.
  func folder() throws -> MigrationFolder {
    do { return try MigrationFolder(path: migrations) } catch { throw Failure(message: "\(error)") }
  }

  /// Reads the lock; nil where there is none.
  func readLock() throws -> PolicyLock? {
    do { return try PolicyLock.read(lock) } catch { throw Failure(message: "\(error)") }
  }

  /// Reads the lock, which must be there.
  func requireLock() throws -> PolicyLock {
    guard let found = try readLock() else {
      throw Failure(message: "\(lock) is missing; `bailiwick generate` writes it")
    }
    return found
  }
}

/// Findings as people read them.
func printed(_ findings: [Diagnostic]) -> String {
  findings.map { finding in
    var lines = ["\(finding.location)  \(finding.severity.rawValue) \(finding.id)  \(finding.summary)"]
    lines += finding.notes.map { "   \($0)" }
    if let fix = finding.fix { lines.append("   → \(fix)") }
    return lines.joined(separator: "\n")
  }.joined(separator: "\n\n")
}
