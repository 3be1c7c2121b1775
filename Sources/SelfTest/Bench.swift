import Catalog
import Database
import Enforcement
package import Migration
package import PolicyModel
import SQLSyntax
package import Sandbox
package import SchemaModel
import Verification

/// A migrated database with rows and callers, of which every mutant gets a copy, and what it is held against.
package struct Bench: Sendable {
  /// What stands there.
  package let installed: Installed
  let sandbox: Sandbox
  let original: ConnectionTarget
  let reference: SchemaSnapshot
  let verification: Verification
  let seeding: Seeding
  let identities: [String: [String]]
  /// What the closures of the logins say where nothing was changed: one of the callers is nobody on purpose.
  let known: Set<StructuralFinding>

  /// Builds the application's migrations and the plan in a new database of the server, and seeds it.
  ///
  /// - Parameters:
  ///   - declared: The policy.
  ///   - snapshot: The schema that it is for.
  ///   - folder: The application's own migrations.
  ///   - engine: Whose SQL is installed; that of another engine as far as PostgreSQL executes it.
  package static func build(
    _ declared: Policy, for snapshot: SchemaSnapshot, folder: MigrationFolder, engine: Engine? = nil,
    on sandbox: Sandbox
  ) async throws -> Bench {
    let policy = try ResolvedPolicy(declared, in: snapshot)
    let plan = try Plan(policy, snapshot: snapshot, engine: engine)
    let reference = try await Reference.snapshot(in: sandbox, folder: folder, plan: plan) {
      written(.statement($0), plan.dialect, database: "bailiwick_reference")
    }
    let original = try await sandbox.createDatabase("original")
    let observer = try await Connection.open(original)
    // The runner's own way, so that its ledger is there to be tampered with.
    try await Migrator(connection: observer, folder: folder, lock: nil).up { _ in }
    for step in Plan.empty.steps(to: plan) where step.step.statement != .guardTransaction {
      _ = try await observer.script(written(.statement(step.step.statement), plan.dialect, database: "original"))
    }
    let found = try await SchemaSnapshot.read(from: observer)
    let verification = Verification(
      policy: policy, declared: declared, snapshot: snapshot, observer: observer, target: original, sandbox: sandbox,
      paths: AccessPaths(plan), engine: engine?.product ?? .postgresql)
    let seeding = try await verification.seed()
    let reader = try await Connection.open(original)
    let identities = try await LoginClosure.identities(reader)
    let seeded = try await SchemaSnapshot.read(from: reader)
    await reader.close()
    let known = LoginClosure(policy: policy, found: seeded, identities: identities).findings()
    return Bench(
      installed: Installed(plan: plan, policy: policy, found: found), sandbox: sandbox, original: original,
      reference: reference, verification: verification, seeding: seeding, identities: identities,
      known: Set(known))
  }

  /// Takes the database away again; roles stay, as they belong to the server.
  package func remove() async throws { try await sandbox.dropDatabase("original") }

  /// A statement as the server takes it.
  static func written(_ statement: TamperingStatement, _ dialect: Dialect, database: String) -> String {
    let text = statement.sql(for: dialect) + ";"
    return dialect == .cockroachdb
      ? StandIn.rewritten(text, database: database) : DatabaseVariable.filled(in: text, with: database)
  }

  /// What structure and closure say of a copy's catalog, and did not say before.
  func findings(_ found: SchemaSnapshot) -> (structure: [StructuralFinding], closure: [StructuralFinding]) {
    (
      Structure(installed.plan, reference: reference, found: found).findings(),
      LoginClosure(policy: verification.policy, found: found, identities: identities).findings()
        .filter { !known.contains($0) }
    )
  }
}
