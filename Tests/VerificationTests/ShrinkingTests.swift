import Database
import Enforcement
import ExamplePolicies
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

/// A witness has a handful of rows, and shows the same thing on a server that has nothing.
@Suite(.serialized, .takesTurns) struct ShrinkingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    let relation: String
    let command: Command
    /// The most rows that it may take, the two tenants' own included.
    let rows: Int
  }

  @Test(arguments: [
    Case(
      testDescription: "a row is seen",
      sql: "DROP POLICY floor ON app.shipments; ALTER POLICY viewer_select ON app.shipments USING (true)",
      relation: "app.shipments", command: .select, rows: 5),
    Case(
      testDescription: "a row is deleted",
      sql: "REVOKE freight_clerk FROM freight_manager; GRANT freight_manager TO freight_clerk",
      relation: "app.shipments",
      command: .delete, rows: 5),
    Case(
      testDescription: "a column is seen", sql: "GRANT SELECT (margin) ON app.shipments TO freight_viewer",
      relation: "app.shipments", command: .select, rows: 5),
  ]) func aHandfulOfRows(_ what: Case) async throws {
    let report = try await Proof(tampering: what.sql, shrinking: 12).report()
    let shrunk = report.disagreements.filter { $0.rows != nil }
    #expect(!shrunk.isEmpty && shrunk.count <= 12)
    let witness = try #require(
      shrunk.first { "\($0.cell.relation)" == what.relation && $0.cell.command == what.command && $0.leak },
      "\(report.disagreements.prefix(3))")
    let rows = try #require(witness.rows)
    #expect(rows.count <= what.rows && rows.count < report.rows.count / 4, "\(rows)")
    // The same statement by the same login on a server that has nothing.
    let plan = try Plan(
      ResolvedPolicy(Freight.policy, in: Example.freight.snapshot), snapshot: Example.freight.snapshot)
    let script = Witness.script(
      witness, report: report,
      migrations: [
        try Example.freight.sql, Plan.empty.steps(to: plan).map(\.step.statement.sql).joined(separator: ";\n") + ";",
        what.sql + ";",
      ])
    let server = try await TestServer.start(for: "witness")
    try await server.withDatabase("witness") { connection, _ in
      let results = try await connection.script(script)
      let answer = try #require(results.dropLast().last)
      #expect(answer.affected > 0, "\(answer)")
    }
    try await server.dropDatabase("witness")
    let superuser = try await Connection.open(server.superuser)
    for role in try await superuser.run(
      "SELECT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
    ).rows {
      _ = try await superuser.run("DROP ROLE \(role[0] ?? "")")
    }
  }
}
