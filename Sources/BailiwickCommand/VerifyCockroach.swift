import Catalog
import Database
import Enforcement
import Migration
import Sandbox
import SchemaModel
import Verification

extension VerifyCommand {
  /// Files for CockroachDB: applied to a node of its own where there is one, and asked cell by cell on PostgreSQL. What
  /// differs is refuted, for the policy is the same; what agrees is proven of no CockroachDB.
  func standIn(_ ground: VerifyGround) async throws -> VerificationReport {
    let reason = try await applyToNode(ground)
    return try await Sandbox.with(PostgresInstallation.find(directory: server.postgres)) { sandbox in
      let reference = try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan) {
        StandIn.written($0, database: "bailiwick_reference")
      }
      let target = try await sandbox.createDatabase("verify")
      let observer = try await Connection.open(target)
      try await StandIn.apply(ground.folder, to: observer, database: "verify")
      let found = try await SchemaSnapshot.read(from: observer)
      let structure = Structure(ground.plan, reference: reference, found: found).findings()
      var report = try await ground.verification(observer, target, in: sandbox, jobs: jobs)
        .run(
          found: found, structure: structure, shrinking: shrinking, probing: probes)
      report.unproven.insert(Unproven(reason: "executed on \(report.engine), \(reason)"), at: 0)
      return report
    }
  }

  /// Applies the files to a throwaway node by the runner that `migrate` takes, which sends one statement a message; says how
  /// much CockroachDB itself was asked.
  private func applyToNode(_ ground: VerifyGround) async throws -> String {
    guard let installation = CockroachInstallation.find() else { return "no CockroachDB server" }
    return try await Sandbox.with(installation) { node in
      let connection = try await Connection.open(node.createDatabase("verify"))
      let migrator = Migrator(
        connection: connection, folder: ground.folder, lock: ground.lock,
        dialect: try await Migrator.dialect(of: connection))
      do { try await migrator.up { _ in } } catch {
        throw Failure(message: "CockroachDB \(node.version) does not take the migrations: \(error)", code: 1)
      }
      await connection.close()
      return "CockroachDB \(node.version) took the files, and no cell was asked of it"
    }
  }
}
