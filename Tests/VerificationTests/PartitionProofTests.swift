import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// A partitioned table with rows of two tenants: through the parent each reads its own, a partition is nobody's to name.
  @Test(arguments: TestServer.majors) func aPartitionIsReachedThroughItsParentAlone(_ major: Int) async throws {
    var proof = Proof(installed: Self.partitioned)
    proof.schema =
      try Example.freight.sql + """
        CREATE TABLE app.readings (
          tenant_id uuid NOT NULL, id bigint NOT NULL, note text,
          PRIMARY KEY (tenant_id, id), CONSTRAINT readings_tenant_fk FOREIGN KEY (tenant_id) REFERENCES app.tenants (id)
        ) PARTITION BY HASH (tenant_id);
        CREATE TABLE app.readings_0 PARTITION OF app.readings FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE app.readings_1 PARTITION OF app.readings FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        """
    let tables = ["readings", "readings_0", "readings_1"].map { QualifiedName("app", $0) }
    proof.only = Set(tables)
    let report = try await proof.report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
    for table in tables { #expect(report.verdict(on: table, view: nil) == .proven, "\(table)") }
    func allowed(_ table: QualifiedName) -> Int {
      report.counts.filter { $0.relation == table }.reduce(0) { $0 + $1.count.allowed }
    }
    #expect(allowed(tables[0]) > 0 && allowed(tables[1]) == 0 && allowed(tables[2]) == 0)

    // The verifier would notice: a partition granted to those who read the parent is a leak as soon as it is open.
    proof.tampering = """
      GRANT SELECT ON app.readings_0, app.readings_1 TO freight_viewer;
      ALTER TABLE app.readings_0 DISABLE ROW LEVEL SECURITY; ALTER TABLE app.readings_1 DISABLE ROW LEVEL SECURITY;
      """
    let open = try await proof.report(major: major)
    #expect(open.disagreements.contains { $0.leak && tables.dropFirst().contains($0.cell.relation) })
  }

  /// Freight with readings, whose partitions it does not name.
  static var partitioned: Policy {
    var policy = Freight.policy
    policy.tables.append(
      TablesClause(
        ["app.readings"],
        rules: TableRules(allows: [
          AllowRule([.select], to: ["viewer"]), AllowRule([.insert, .update], to: ["clerk"]),
          AllowRule([.delete], to: ["manager"]),
        ])))
    return policy
  }
}
