import Database
import Foundation
import Migration
import TestSupport
import Testing

/// The files on the engine that they are for. Everything else about CockroachDB in this project was held against its parser
/// and executed on PostgreSQL; this suite is where a cluster confirms or refutes it.
@Suite(.enabled(if: CockroachCluster.isThere, CockroachCluster.whySkipped), .serialized)
struct CockroachClusterTests {
  @Test func everyFileGoesUpAndDownAndHolds() async throws {
    let cluster = try await CockroachCluster()
    do { for example in Example.all { try await hold(example, on: cluster) } } catch {
      await cluster.stop()
      throw error
    }
    await cluster.stop()
  }

  private func hold(_ example: Example, on cluster: CockroachCluster) async throws {
    let database = "bailiwick_test_\(example.name)"
    let admin = try await Connection.open(cluster.admin)
    _ = try await admin.run("DROP DATABASE IF EXISTS \(database) CASCADE")
    _ = try await admin.run("CREATE DATABASE \(database)")
    let target = cluster.admin.with(database: database)
    let connection = try await Connection.open(target)
    for statement in try example.sql.split(separator: ";\n") { _ = try await connection.script(String(statement)) }
    if example.name == Example.freight.name {
      for statement in FreightRows.sql.split(separator: ";\n") { _ = try await connection.script(String(statement)) }
    }
    try await apply("up", of: example, to: connection, database)
    if example.name == Example.freight.name {
      let secured = cluster.admin.password != nil || cluster.admin.options["sslmode"].map { $0 != "disable" } ?? false
      let world = try await CockroachWorld(
        example.name, FreightRows.people, cluster.target(database), connection,
        password: secured ? "bailiwick-test-only" : nil)
      let tests = CockroachServers.CockroachFreightTests.self
      try await world.hold(tests.controls + tests.otherTenant + tests.roles + tests.columns)
      for login in try await connection.run("DELETE FROM bailiwick.logins RETURNING login").rows {
        let name = login.first.flatMap(\.self) ?? ""
        _ = try await connection.run("DROP OWNED BY \(name)")
        for role in ["viewer", "clerk", "manager", "auditor"] {
          _ = try await connection.run("REVOKE freight_\(role) FROM \(name)")
        }
        _ = try await connection.run("DROP ROLE \(name)")
      }
      for table in ["event_photos", "shipment_events"] { _ = try await connection.run("DELETE FROM app.\(table)") }
    }
    try await apply("down", of: example, to: connection, database)
    let policies = try await connection.run("SELECT count(*) FROM pg_catalog.pg_policies").rows
    let roles = try await connection.run(
      "SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname LIKE '\(example.name)\\_%' OR rolname = 'bailiwick_owner'"
    ).rows
    #expect(policies == [["0"]] && roles == [["0"]], "\(example)")
    await connection.close()
    _ = try await admin.run("DROP DATABASE \(database) CASCADE")
    await admin.close()
  }

  /// By the runner that `migrate` uses for the connected server.
  private func apply(_ direction: String, of example: Example, to connection: Connection, _ database: String)
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bailiwick-cluster-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for way in Direction.allCases {
      let text = try example.read("cockroachdb-25.4.\(way.rawValue).sql")
      try Data(text.utf8).write(to: folder.appending(path: "0001_bailiwick.\(way.rawValue).sql"))
    }
    let migrator = Migrator(
      connection: connection, folder: try MigrationFolder(path: folder.path), lock: nil,
      dialect: try await Migrator.dialect(of: connection))
    if direction == "up" {
      try await migrator.up { _ in }
    } else {
      try await migrator.down(count: 1) { _ in }
    }
  }
}
