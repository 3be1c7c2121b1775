import ArgumentParser
import CanonicalJSON
import Diagnostics
import Enforcement
import Foundation
import Migration
import PolicyChecks
import PolicyModel
import SQLSyntax
import SchemaModel

/// `bailiwick generate`: the next migration.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write the next migration, up and down, and the lock.",
    discussion: """
      Example:
        bailiwick generate --name grant_clerks_delete
      Compares the policy with policy.lock.json: the first run writes everything, later ones what changed, and nothing \
      when nothing did. What the engine cannot enforce is refused with the policy's line (exit 2).
        bailiwick generate --engine cockroachdb-25.4 --migrations sql/cockroachdb --lock sql/cockroachdb.lock.json
      Makes the same access for CockroachDB; a folder and a lock belong to one engine.
      """)

  @OptionGroup var source: PolicyOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var files: MigrationOptions
  @Option(help: "What the migration is called after its number.")
  var name = "bailiwick"
  @Option(help: "The engine to write for, such as cockroachdb-25.4; by default the snapshot's.")
  var engine: String?
  @Flag(help: "Print the statements and write nothing.")
  var dryRun = false
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func validate() throws {
    let plain = name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
    if name.isEmpty || !plain { throw ValidationError("--name takes lower-case letters, digits and _") }
    try requireEngine(engine)
  }

  func run() async throws {
    let schema = try snapshot.read()
    let policy = try await source.load()
    let folder = try files.folder()
    let old = try files.readLock()
    let generation: Generation
    do throws(DiagnosticsError) {
      generation = try Generation(
        policy: policy, schema: schema, since: old, version: folder.nextVersion,
        engine: engine.flatMap(Engine.init(parsing:)))
      let errors = try findings(policy, schema).filter { $0.severity == .error }
      guard errors.isEmpty else { throw DiagnosticsError(errors) }
    } catch { throw Failure(message: "nothing was generated\n\n" + printed(error.diagnostics)) }
    if dryRun {
      print(
        MigrationText.render(generation.up, policy: policy.name, direction: .up, dialect: generation.lock.dialect),
        terminator: "")
      return
    }
    guard !generation.up.isEmpty else {
      if format == .json { return print(report(generation, []).canonicalText, terminator: "") }
      return print("Nothing changed since \(files.lock).")
    }
    let written: [String]
    do { written = try generation.write(to: folder, name: name, lockPath: files.lock) } catch {
      throw Failure(message: "\(error)")
    }
    if format == .json { return print(report(generation, written).canonicalText, terminator: "") }
    for (table, counts) in generation.byTable {
      print("  \(table.padding(toLength: max(32, table.count), withPad: " ", startingAt: 0))\(counts)")
    }
    print("Wrote \(written.joined(separator: ", ")).")
    let hazards = Set(generation.up.compactMap(\.step.hazard?.rawValue)).sorted()
    if !hazards.isEmpty { print("Named beside the statements: \(hazards.joined(separator: " · ")).") }
    print(
      generation.lock.dialect == .postgresql
        ? "Next:  bailiwick verify --sandbox, then bailiwick migrate plan"
        : "Next:  bailiwick verify --sandbox --migrations \(files.migrations) --lock \(files.lock), then migrate plan")
  }

  /// What `check` says: a policy that breaks its own claims is not installed.
  private func findings(_ policy: Policy, _ schema: SchemaSnapshot) throws(DiagnosticsError) -> [Diagnostic] {
    CheckReport(of: policy, resolved: try ResolvedPolicy(policy, in: schema), in: schema).findings
  }

  private func report(_ generation: Generation, _ written: [String]) -> JSONValue {
    .object([
      "format": .string("bailiwick-generate"), "version": .integer(1), "files": .array(written.map { .string($0) }),
      "steps": .array(generation.up.map { $0.json(for: generation.lock.dialect) }),
    ])
  }
}

extension LayeredStep {
  /// The step with all that it carries.
  func json(for dialect: Dialect) -> JSONValue {
    .object(compacting: [
      "layer": .string("\(layer)"), "sql": .string(step.statement.sql(for: dialect)), "purpose": .string(step.purpose),
      "file": step.location.line > 0 ? .string(step.location.file) : nil,
      "line": step.location.line > 0 ? .integer(Int64(step.location.line)) : nil,
      "hazard": step.hazard.map { .string($0.rawValue) },
    ])
  }
}

extension Generation {
  /// For each table, and for what belongs to none: how many statements and lines.
  var byTable: [(table: String, counts: String)] {
    var counts: [String: (statements: Int, lines: Int)] = [:]
    for item in up {
      let key = item.step.statement.table?.description ?? "roles, identity, schemas"
      let lines = item.step.statement.sql(for: lock.dialect).count { $0 == "\n" } + 1
      counts[key, default: (0, 0)].statements += 1
      counts[key, default: (0, 0)].lines += lines
    }
    return counts.sorted { $0.key < $1.key }.map {
      ($0.key, "\($0.value.statements) statements, \($0.value.lines) lines")
    }
  }
}
