import Database
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// Files for CockroachDB beside the runner for PostgreSQL.
@Suite(.takesTurns) struct CockroachFilesTests {
  private func generated(_ workspace: Workspace, _ policy: Policy) throws -> Generation {
    let generation = try Generation(
      policy: policy, schema: Example.freight.snapshot, since: PolicyLock.read(workspace.lockPath), version: "0002",
      engine: Engine(.cockroachdb, 25, 4))
    _ = try generation.write(to: workspace.folder(), name: "bailiwick", lockPath: workspace.lockPath)
    return generation
  }

  @Test func theLockKnowsItsEngine() throws {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let generation = try generated(workspace, Example.freight.policy)
    let lock = try #require(try PolicyLock.read(workspace.lockPath))
    #expect(lock == generation.lock && lock.dialect == .cockroachdb && lock.engine == Engine(.cockroachdb, 25, 4))
    #expect(try lock.plan().steps(to: .empty) == generation.down)
  }

  @Test func theyAreNotAppliedToPostgreSQL() async throws {
    let workspace = try Workspace(.freight)
    defer { workspace.remove() }
    _ = try generated(workspace, Example.freight.policy)
    let sandbox = try await TestServer.start(for: "migration cockroach")
    try await sandbox.withDatabase("work") { connection, _ in
      let error = await #expect(throws: MigrationError.self) { try await workspace.migrator(connection).up { _ in } }
      #expect("\(try #require(error))".contains("0002_bailiwick is for CockroachDB"), "\(error?.description ?? "")")
      let schema = try await connection.run("SELECT to_regnamespace('bailiwick') IS NULL").rows
      #expect(schema == [["t"]])
    }
  }
}
