import Database
import Enforcement
import SQLSyntax
import Sandbox
import TestSupport
import Testing
import Verification

extension CockroachServers {
  /// The contract of bind, in the words for CockroachDB.
  @Suite struct CockroachBindContractTests {
    static let tenants = ["00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000b1"]

    @Test(arguments: TestServer.majors) func holdsOnPostgreSQL(_ major: Int) async throws {
      let sandbox = try await CockroachServers.empty(major)
      try await sandbox.withDatabase("work") { connection, target in
        try await Self.hold(connection, target, password: "p") {
          StandIn.written($0, database: "work")
        }
      }
    }

    /// On a cluster, where there is one; *unconfirmed* until then.
    @Test(.enabled(if: CockroachCluster.isThere, CockroachCluster.whySkipped)) func holdsOnACluster() async throws {
      let cluster = try await CockroachCluster()
      do {
        let database = "bailiwick_test_bind"
        let admin = try await Connection.open(cluster.admin)
        _ = try await admin.run("DROP DATABASE IF EXISTS \(database) CASCADE")
        _ = try await admin.run("CREATE DATABASE \(database)")
        let secured = cluster.admin.password != nil || cluster.admin.options["sslmode"].map { $0 != "disable" } ?? false
        let connection = try await Connection.open(cluster.admin.with(database: database))
        try await Self.hold(
          connection, cluster.target(database), password: secured ? "bailiwick-test-only" : nil
        ) { $0.sql(for: .cockroachdb).replacing(":\"database\"", with: database) }
      } catch {
        await cluster.stop()
        throw error
      }
      await cluster.stop()
    }

    private static func hold(
      _ admin: Connection, _ target: ConnectionTarget, password: String?, _ write: (Statement) -> String
    ) async throws {
      let plan = try CockroachBindingTests.plan(Example.freight, [CockroachBindingTests.session])
      for statement in try Example.freight.sql.split(separator: ";\n") { _ = try await admin.script(String(statement)) }
      for tenant in tenants {
        _ = try await admin.run("INSERT INTO app.tenants (id, name) VALUES ($1, 'a tenant')", [tenant])
      }
      for step in Plan.empty.steps(to: plan) {
        let statement = write(step.step.statement)
        if !statement.isEmpty && statement != ";" { _ = try await admin.script(statement) }
      }
      let login = "bw_bind_pool"
      _ = try await admin.run("CREATE ROLE \(login) LOGIN\(password.map { " PASSWORD '\($0)'" } ?? "")")
      _ = try await admin.run("GRANT freight__pool TO \(login)")
      let pool = try await Connection.open(target.with(user: login, password: password.map(Secret.init)))
      try await CockroachBindContract(admin: admin, pool: pool, poolLogin: login).hold(tenants[0], other: tenants[1])
      await pool.close()
      // Roles belong to the cluster: nothing stays behind for the next suite.
      _ = try await admin.run("DROP ROLE \(login)")
      for step in plan.steps(to: .empty) {
        let statement = write(step.step.statement)
        if !statement.isEmpty && statement != ";" { _ = try await admin.script(statement) }
      }
    }
  }
}
