import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// Tenants of which the database knows the keys alone: no table of theirs in the schema.
  @Test(arguments: TestServer.majors) func tenantsThatLiveElsewhereAreKeptApart(_ major: Int) async throws {
    let policy = Policy(
      name: "freight", tenants: TenantsClause(externalType: "text"),
      roles: [
        RoleClause("viewer"), RoleClause("clerk", inherits: ["viewer"]), RoleClause("auditor", reach: .allTenants),
      ],
      schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("tenant")), OwnershipClause(.inferred)])],
      tables: [
        TablesClause(
          ["app.*"],
          rules: TableRules(allows: [
            AllowRule([.select], to: ["viewer", "auditor"]), AllowRule([.insert, .update, .delete], to: ["clerk"]),
          ]))
      ])
    var proof = Proof(installed: policy, only: nil)
    proof.schema = """
      CREATE SCHEMA app;
      CREATE TABLE app.orders (id bigint PRIMARY KEY, tenant text NOT NULL, note text);
      CREATE TABLE app.lines (id bigint PRIMARY KEY,
        order_id bigint NOT NULL CONSTRAINT lines_order_fk REFERENCES app.orders (id));
      """
    let report = try await proof.report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
    for table in ["orders", "lines"] {
      #expect(report.verdict(on: QualifiedName("app", table), view: nil) == .proven, "\(table)")
    }
    #expect(report.allowed > report.cells / 10)

    proof.tampering = """
      DROP POLICY floor ON app.orders; ALTER POLICY viewer_select ON app.orders USING (true)
      """
    let open = try await proof.report(major: major)
    #expect(open.disagreements.contains { $0.leak && $0.cell.relation == QualifiedName("app", "orders") })
  }
}
