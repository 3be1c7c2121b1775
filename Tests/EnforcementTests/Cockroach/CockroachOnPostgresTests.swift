import Catalog
import Database
import Enforcement
import Migration
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Testing

extension CockroachServers {
  /// The files for CockroachDB do on PostgreSQL what the plan says. What the engines do differently is not proven by that.
  @Suite struct CockroachOnPostgresTests {
    /// Up, down to nothing, up again: the catalog is read back each time.
    @Test(arguments: Example.all, TestServer.majors)
    func everyFileGoesUpAndDown(_ example: Example, _ major: Int) async throws {
      let sandbox = try await CockroachServers.empty(major)
      try await sandbox.withDatabase("work") { connection, _ in
        _ = try await connection.script(example.sql)
        let before = try await SchemaSnapshot.read(from: connection)
        func apply(_ direction: String) async throws {
          try await OnPostgreSQL.apply(
            "cockroachdb-25.4.\(direction).sql", of: example, to: connection, database: "work")
        }
        try await apply("up")
        let up = try await SchemaSnapshot.read(from: connection)
        let plan = try CockroachPlan.of(example)
        #expect(plan.differences(in: up) == [])
        let hidden = up.objects.filter { $0.kind == "function" && $0.grants.contains { $0.hasPrefix("PUBLIC=") } }
        #expect(hidden.isEmpty, "PUBLIC may call \(hidden.map(\.name))")
        try await apply("down")
        let down = try await SchemaSnapshot.read(from: connection)
        #expect(down == before)
        try await apply("up")
        let again = try await SchemaSnapshot.read(from: connection)
        #expect(again == up)
      }
    }

    /// A row that refers to another tenant's row stops the file at the division.
    @Test func rowsThatCrossTenantsStopIt() async throws {
      let sandbox = try await CockroachServers.empty()
      try await sandbox.withDatabase("work") { connection, _ in
        let query = Statement.query(
          Query([], from: [.init(QualifiedName("pg_catalog", "pg_class"), "c")]).stopping(as: "no_crossing"))
        let error = await #expect(throws: DatabaseError.self) {
          try await connection.run(query.sql(for: .cockroachdb))
        }
        #expect(error?.sqlState == "22012")
        let none = Statement.query(
          Query([], from: [.init(QualifiedName("pg_catalog", "pg_class"), "c")], where: .bool(false))
            .stopping(as: "no_crossing"))
        let rows = try await connection.run(none.sql(for: .cockroachdb)).rows
        #expect(rows == [["1"]])
      }
    }
  }
}
