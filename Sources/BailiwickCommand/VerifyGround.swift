import Database
import Diagnostics
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel
import Verification

/// What a verification stands on: policy, schema, migrations and lock that fit each other.
struct VerifyGround {
  let declared: Policy
  let policy: ResolvedPolicy
  let snapshot: SchemaSnapshot
  let folder: MigrationFolder
  let lock: PolicyLock
  let plan: Plan
  /// What the migrations are for.
  var engine: Engine { lock.engine ?? lock.schema.engine }

  /// - Parameter wanted: The engine that the user names; nil takes the lock's.
  init(
    source: PolicyOptions, schema: SnapshotOptions, files: MigrationOptions, wanted: Engine? = nil
  ) async throws {
    snapshot = try schema.read()
    declared = try await source.load()
    folder = try files.folder()
    lock = try files.requireLock()
    if let wanted, Dialect(wanted) != lock.dialect {
      throw Failure(
        message: "\(files.lock) belongs to migrations \(MigrationText.served(lock.dialect)), not to \(wanted); name "
          + "the folder and the lock of that engine with --migrations and --lock")
    }
    do {
      policy = try ResolvedPolicy(declared, in: snapshot)
      plan = try Plan(policy, snapshot: snapshot, engine: lock.engine)
      guard try lock.plan().steps(to: plan).isEmpty else {
        throw Failure(message: "the policy has changed since \(files.lock): run `bailiwick generate` first")
      }
    } catch let error as DiagnosticsError { throw Failure(message: printed(error.diagnostics)) }
  }

  func verification(
    _ observer: Connection, _ target: ConnectionTarget, in sandbox: Sandbox, jobs: Int
  ) -> Verification {
    Verification(
      policy: policy, declared: declared, snapshot: snapshot, observer: observer, target: target, sandbox: sandbox,
      jobs: jobs, paths: AccessPaths(plan), engine: engine.product)
  }

  /// What the application's table says of who is what, where the policy goes by one.
  func members(_ live: Connection) -> MemberRows? {
    MemberSource(policy, in: snapshot).map { MemberRows(live, $0) }
  }

  /// Ends a command that reads a live catalog, where the migrations are for an engine whose catalog nothing here reads.
  func requirePostgreSQL() throws {
    guard lock.dialect == .cockroachdb else { return }
    throw Failure(
      message: "the lock is \(MigrationText.served(.cockroachdb)), whose catalog is not read, so a live cluster cannot "
        + "be held against the plan; `bailiwick verify --sandbox` asks the cells of the same files on PostgreSQL")
  }
}
