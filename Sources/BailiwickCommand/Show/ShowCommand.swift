import ArgumentParser
import CanonicalJSON
import Diagnostics
import Enforcement
import Foundation
import PolicyModel
import SchemaModel

/// How `show` prints.
enum ShowFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
  case accessJSON = "access-json"
}

/// `bailiwick show`: what a policy says, and what that means for the tables of a schema.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print who may do what: every table, role and command.",
    discussion: """
      Examples:
        bailiwick show
        bailiwick show --engine cockroachdb-25.4
        bailiwick show --format json > policy.json
      Held against the snapshot of the schema: whose the rows of each table are and why, the access of each role with \
      what it inherits, and whether a table is reached directly, by a view or by a routine. Without a snapshot, or with \
      --declared, it prints the policy's clauses. --format json prints the policy itself, which is accepted wherever a \
      Policy.swift is, also where there is no compiler; --format access-json prints what the text says.
      """)
  @OptionGroup var source: PolicyOptions
  @Option(help: "The snapshot that `bailiwick schema` wrote. Default: sql/schema.json, if it is there.")
  var schema: String?
  @Option(help: "The engine to show the ways in for, such as cockroachdb-25.4; by default the snapshot's.")
  var engine: String?
  @Flag(help: "Print the policy's clauses and ask no snapshot.")
  var declared = false
  @Option(help: "How to print: text, json (the policy) or access-json (what the text says).")
  var format = ShowFormat.text

  func validate() throws {
    if let engine, Engine(parsing: engine) == nil {
      throw ValidationError("--engine takes a product and a version, such as cockroachdb-25.4 or postgresql-18")
    }
  }

  func run() async throws {
    let policy = try await source.load()
    if format == .json { return print(policy.json.canonicalText, terminator: "") }
    guard let snapshot = try snapshot() else {
      if format == .accessJSON { throw Failure(message: "access-json needs a snapshot; `bailiwick schema` writes it") }
      if !declared {
        let note =
          "note: there is no \(SnapshotOptions.path), so these are the policy's clauses, held against nothing\n"
        FileHandle.standardError.write(Data(note.utf8))
      }
      return print(DeclaredAccess(policy).text, terminator: "")
    }
    let access: ShownAccess
    do {
      access = ShownAccess(
        try ResolvedPolicy(policy, in: snapshot), policy.bindings, snapshot: snapshot,
        engine: engine.flatMap(Engine.init(parsing:)) ?? snapshot.engine)
    } catch {
      let path = schema ?? SnapshotOptions.path
      throw Failure(message: "the policy does not fit \(path)\n\n" + printed(error.diagnostics))
    }
    print(format == .text ? access.text : access.json.canonicalText, terminator: "")
  }

  /// The snapshot; nil where none is asked for and none is there.
  private func snapshot() throws -> SchemaSnapshot? {
    if declared { return nil }
    if schema == nil && !FileManager.default.fileExists(atPath: SnapshotOptions.path) { return nil }
    return try SnapshotOptions.read(schema ?? SnapshotOptions.path)
  }
}
