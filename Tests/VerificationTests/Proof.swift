import Catalog
import Database
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Verification

/// A policy installed on a server of its own, tampered with, and verified.
struct Proof {
  var example = Example.freight
  /// The policy that is installed.
  var installed = Example.freight.policy
  /// The policy that the oracle judges by; the same unless a test says otherwise.
  var meant: Policy?
  /// The schema; the example's unless a test says otherwise.
  var schema: String?
  /// What the compiler's statement becomes, for a compiler that misreads.
  var misread: @Sendable (String) -> String = { $0 }
  /// SQL that somebody runs after the migration.
  var tampering = ""
  /// Whose SQL is installed: that for CockroachDB in its words, as far as PostgreSQL has them.
  var engine: Engine?
  /// For how many disagreements the fewest rows are looked for.
  var shrinking = 0
  /// Whether the probes are tried.
  var probing = false
  /// How many jobs ask.
  var jobs = 1
  /// The tables whose cells are asked; nil means all.
  var only: Set<QualifiedName>? = [QualifiedName("app", "shipments")]

  /// Runs on the server of the file that asks, which forgets database and roles afterwards; so one proof at a time in a
  /// suite.
  ///
  /// - Parameter major: The server's version. CockroachDB's SQL writes by routines, which PostgreSQL plans at each call
  ///   before 18.
  func report(major: Int? = nil, for suite: String = #fileID) async throws -> VerificationReport {
    let sandbox = try await TestServer.start(for: "proof \(suite)", major: major ?? (engine == nil ? 15 : 18))
    let target = try await sandbox.createDatabase("work")
    let report = try await report(sandbox, target)
    try await sandbox.dropDatabase("work")
    let superuser = try await Connection.open(sandbox.superuser)
    for role in try await superuser.run(
      "SELECT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
    ).rows {
      _ = try await superuser.run("DROP ROLE \(role[0] ?? "")")
    }
    return report
  }

  private func report(_ sandbox: Sandbox, _ target: ConnectionTarget) async throws -> VerificationReport {
    let observer = try await Connection.open(target)
    let sql = try schema ?? example.sql
    _ = try await observer.script(sql)
    let snapshot = try await SchemaSnapshot.read(from: observer, schemas: [example.schema, "public"])
    let plan = try Plan(ResolvedPolicy(installed, in: snapshot), snapshot: snapshot, engine: engine)
    let workspace = try Folder(sql)
    let reference = try await Reference.snapshot(in: sandbox, folder: workspace.folder, plan: plan) {
      write($0, "bailiwick_reference")
    }
    _ = try await observer.run("BEGIN")
    for step in Plan.empty.steps(to: plan) {
      _ = try await observer.script(misread(write(step.step.statement, "work")))
    }
    _ = try await observer.run("COMMIT")
    if !tampering.isEmpty { _ = try await observer.script(tampering) }
    let found = try await SchemaSnapshot.read(from: observer)
    let structure = Structure(plan, reference: reference, found: found).findings()
    let meant = meant ?? installed
    return try await Verification(
      policy: ResolvedPolicy(meant, in: snapshot), declared: meant, snapshot: snapshot, observer: observer,
      target: target, sandbox: sandbox, jobs: jobs, paths: AccessPaths(plan), engine: engine?.product ?? .postgresql
    ).run(found: found, structure: structure, only: only, shrinking: shrinking, probing: probing)
  }

  private func write(_ statement: Statement, _ database: String) -> String {
    engine?.product == .cockroachdb ? StandIn.written(statement, database: database) : statement.sql
  }

  /// The schema as the one hand-written migration of a folder.
  private struct Folder {
    let folder: MigrationFolder
    init(_ sql: String) throws {
      var folder = try MigrationFolder(path: "/nonexistent")
      folder.files = [MigrationFile(version: "0001", name: "app", up: sql, down: nil, path: "0001_app")]
      self.folder = folder
    }
  }
}
