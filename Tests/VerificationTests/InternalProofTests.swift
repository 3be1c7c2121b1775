import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// An internal table is read and written by the roles that it is given to, and by nobody else.
  @Test(arguments: TestServer.majors) func anInternalTableIsForItsRolesAlone(_ major: Int) async throws {
    var policy = Freight.policy
    policy.schemas[0].ownerships += [
      OwnershipClause(.internal, patterns: ["audit_log"], roles: ["auditor"]),
      OwnershipClause(.internal, patterns: ["schema_migrations"]),
    ]
    var proof = Proof(installed: policy)
    proof.schema =
      try Example.freight.sql + """
        CREATE TABLE app.audit_log (id bigint PRIMARY KEY, tenant_id uuid, what text NOT NULL);
        CREATE TABLE app.schema_migrations (version text PRIMARY KEY);
        """
    let tables = ["audit_log", "schema_migrations"].map { QualifiedName("app", $0) }
    proof.only = Set(tables)
    let report = try await proof.report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
    for table in tables { #expect(report.verdict(on: table, view: nil) == .proven, "\(table)") }
    let allowed = report.counts.filter { $0.count.allowed > 0 }
    #expect(Set(allowed.map(\.caller)) == ["auditor of all"] && Set(allowed.map(\.relation)) == [tables[0]])
    #expect(Set(allowed.map(\.command)) == Set(Command.allCases))
  }
}
