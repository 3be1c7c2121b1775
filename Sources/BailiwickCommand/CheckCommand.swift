import ArgumentParser
import CanonicalJSON
import Diagnostics
import Enforcement
import Foundation
import PolicyChecks
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
        bailiwick check --explain AZ317
      First names, types, roles and ownership (AZ1…); where they fit, whether the policy and the schema together leave \
      what is usually a mistake (AZ3…). Every problem is printed at once; Accept("AZ3…", on: table, because: reason) in \
      the policy silences one. Whether a database enforces the policy is not judged. Exits with 1 where a finding \
      weighs as much as --fail-on or more.
      """)

  @OptionGroup var source: PolicyOptions
  @OptionGroup var schema: SnapshotOptions
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text
  @Option(name: .customLong("fail-on"), help: "From which severity on the exit code is 1: note, warning or error.")
  var failOn = FailureThreshold.error
  @Option(help: "Instead of checking, say what a finding AZ3… means and how to mend it.")
  var explain: String?

  func run() async throws {
    if let explain { return try print(CheckExplanation(of: explain).printed(as: format), terminator: "") }
    let snapshot = try schema.read()
    let policy = try await source.load()
    let (findings, accepted) = judge(policy, snapshot)
    switch format {
    case .text: report(findings, accepted, policy, snapshot)
    case .json:
      print(
        JSONValue.object([
          "format": .string("bailiwick-check"), "version": .integer(1), "findings": .array(findings.map(\.json)),
          "accepted": .array(accepted.map(\.json)),
        ]).canonicalText, terminator: "")
    }
    if failOn.isReached(by: findings) { throw ExitCode(1) }
  }

  /// What is wrong, and what the policy accepts. A policy that does not fit its schema is not judged any further.
  private func judge(_ policy: Policy, _ snapshot: SchemaSnapshot) -> (open: [Diagnostic], accepted: [Diagnostic]) {
    do {
      let resolved = try ResolvedPolicy(policy, in: snapshot)
      let report = CheckReport(of: policy, resolved: resolved, in: snapshot)
      // What the engine cannot enforce is known without generating anything.
      var refusals: [Diagnostic] = []
      do { _ = try Plan(resolved, snapshot: snapshot) } catch { refusals = error.diagnostics }
      return ((report.findings + refusals).sorted(by: Diagnostic.inReadingOrder), report.accepted)
    } catch { return (error.diagnostics.sorted(by: Diagnostic.inReadingOrder), []) }
  }

  private func report(
    _ findings: [Diagnostic], _ accepted: [Diagnostic], _ policy: Policy, _ snapshot: SchemaSnapshot
  ) {
    if !findings.isEmpty { print(printed(findings) + "\n") }
    let errors = findings.count { $0.severity == .error }
    let counts = "\(errors) errors, \(findings.count - errors) other findings, \(accepted.count) accepted"
    print(
      "\(counts); policy \(policy.name) with \(policy.roles.count) "
        + "roles against \(snapshot.tables.count) tables of \(snapshot.engine)")
    if errors == 0 { print("Next:  bailiwick generate") }
  }
}
