import Catalog
package import Database
import Diagnostics
import Enforcement
import PolicyChecks
package import PolicyModel
package import SQLSyntax
package import Sandbox
import SchemaModel
package import Verification

/// A throwaway server on which cases are installed and asked, one after the other: roles belong to the whole of it.
package struct FuzzServer: Sendable {
  let sandbox: Sandbox
  /// What becomes of a statement of the plan: something else where a test wants a compiler that is wrong.
  let compiled: @Sendable (Statement) -> Statement
  /// What the oracle reads: another policy where a test wants an oracle that is wrong.
  let understood: @Sendable (Policy) -> Policy

  /// Creates it around a server that nobody else uses.
  package init(
    _ sandbox: Sandbox, compiled: @escaping @Sendable (Statement) -> Statement = { $0 },
    understood: @escaping @Sendable (Policy) -> Policy = { $0 }
  ) {
    (self.sandbox, self.compiled, self.understood) = (sandbox, compiled, understood)
  }

  private static let database = "fuzz"

  /// The major version.
  package var major: Int { Int(sandbox.version.prefix { $0.isNumber }) ?? 0 }

  /// Installs the case, asks its cells, and leaves the server as it was.
  ///
  /// - Parameters:
  ///   - sample: Who asks; nil means everybody.
  ///   - shrinking: For how many disagreements to look for the fewest rows.
  /// - Throws: ``DatabaseError`` where the server itself is lost.
  package func outcome(
    of wanted: FuzzSubject, by sample: CallerSample? = nil, shrinking: Int = 0
  ) async throws(DatabaseError) -> FuzzOutcome {
    let target = try await sandbox.createDatabase(Self.database)
    let outcome: FuzzOutcome
    do { outcome = try await ask(wanted, target, sample, shrinking) } catch let error as DiagnosticsError {
      outcome = .refused(error.diagnostics.map(\.id))
    } catch { outcome = .broken("\(error)") }
    try await sandbox.dropDatabase(Self.database)
    let superuser = try await Connection.open(sandbox.superuser)
    let roles = try await superuser.run(
      "SELECT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
    ).rows
    let names = roles.compactMap(\.first).compactMap(\.self)
    if !names.isEmpty { _ = try await superuser.run("DROP ROLE \(names.joined(separator: ", "))") }
    await superuser.close()
    return outcome
  }

  private func ask(
    _ wanted: FuzzSubject, _ target: ConnectionTarget, _ sample: CallerSample?, _ shrinking: Int
  ) async throws -> FuzzOutcome {
    let observer = try await Connection.open(target)
    _ = try await observer.script(wanted.sql)
    let snapshot = try await SchemaSnapshot.read(from: observer, schemas: [Draft.schema, "public"])
    let plan: Plan
    let found: SchemaSnapshot
    do {
      plan = try self.plan(wanted, snapshot)
      _ = try await observer.script(script(plan))
      found = try await SchemaSnapshot.read(from: observer)
    } catch {
      await observer.close()
      throw error
    }
    let meant = understood(wanted.policy)
    let verification = Verification(
      policy: try ResolvedPolicy(meant, in: snapshot), declared: meant, snapshot: snapshot, observer: observer,
      target: target, sandbox: sandbox, paths: AccessPaths(plan), engine: wanted.engine?.product ?? .postgresql)
    return .asked(
      try await verification.run(
        found: found, structure: [], only: wanted.asked, sample: sample, shrinking: shrinking))
  }

  /// The plan of a policy that nothing has an error to say about: what a team could install.
  private func plan(_ wanted: FuzzSubject, _ snapshot: SchemaSnapshot) throws(DiagnosticsError) -> Plan {
    let resolved = try ResolvedPolicy(wanted.policy, in: snapshot)
    let errors = CheckReport(of: wanted.policy, resolved: resolved, in: snapshot).findings
      .filter { $0.severity == .error }
    if !errors.isEmpty { throw DiagnosticsError(errors) }
    return try Plan(resolved, snapshot: snapshot, engine: wanted.engine)
  }

  /// One message for all of it, and one transaction.
  private func script(_ plan: Plan) -> String {
    let statements = Plan.empty.steps(to: plan).map { compiled($0.step.statement) }
    let written = statements.map { statement in
      plan.dialect == .cockroachdb ? StandIn.written(statement, database: Self.database) : statement.sql + ";"
    }
    return (["BEGIN;"] + written + ["COMMIT;"]).joined(separator: "\n")
  }
}
