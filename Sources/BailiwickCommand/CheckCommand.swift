import ArgumentParser
import CanonicalJSON
import Diagnostics
import Foundation
import PolicyModel
import SchemaModel

/// `bailiwick check`: whether a policy fits a schema, without a database.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold a policy against a schema snapshot.",
    discussion: """
      Example:
        bailiwick schema --schema app --url "$DATABASE_URL"
        bailiwick check --policy Policy.swift
      Names, types, roles and ownership are checked; every problem is printed at once. Whether the policy is wise, and \
      whether a database enforces it, is not judged. Exits with 1 where a finding is an error.
      """)

  @OptionGroup var source: PolicyOptions
  @Option(help: "The snapshot that `bailiwick schema` wrote.")
  var schema = "sql/schema.json"
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() async throws {
    let snapshot = try readSnapshot()
    let policy = try await source.load()
    var findings: [Diagnostic] = []
    do { _ = try ResolvedPolicy(policy, in: snapshot) } catch { findings = error.diagnostics }
    findings.sort(by: Diagnostic.inReadingOrder)
    switch format {
    case .text: report(findings, policy, snapshot)
    case .json:
      print(
        JSONValue.object([
          "format": .string("bailiwick-check"), "version": .integer(1), "findings": .array(findings.map(\.json)),
        ]).canonicalText, terminator: "")
    }
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }

  private func readSnapshot() throws -> SchemaSnapshot {
    guard let text = try? String(contentsOfFile: schema, encoding: .utf8) else {
      throw Failure(message: "\(schema) cannot be read; `bailiwick schema` writes it")
    }
    do { return try SchemaSnapshot(json: JSONValue(parsing: text)) } catch {
      throw Failure(message: "\(schema) is no schema snapshot: \(error)")
    }
  }

  private func report(_ findings: [Diagnostic], _ policy: Policy, _ snapshot: SchemaSnapshot) {
    for finding in findings {
      print("\(finding.location)  \(finding.severity.rawValue) \(finding.id)  \(finding.summary)")
      for note in finding.notes { print("   \(note)") }
      if let fix = finding.fix { print("   → \(fix)") }
      print()
    }
    let errors = findings.count { $0.severity == .error }
    print(
      "\(errors) errors, \(findings.count - errors) other findings; policy \(policy.name) with \(policy.roles.count) "
        + "roles against \(snapshot.tables.count) tables of \(snapshot.engine)")
  }
}
