import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// Somebody may change the key that children refer to: the policy gives him no child, and the key with the tenant reaches
  /// none. A key that cascades is noticed cell by cell, and by its definition.
  @Test(arguments: [false, true]) func aParentsKeyThatMayChangeReachesNoChild(_ cascading: Bool) async throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows[2].columns = ["id", "reference"]
    let key = "FOREIGN KEY (tenant_id, shipment_id) REFERENCES app.shipments (tenant_id, id)"
    let report = try await Proof(
      installed: policy,
      misread: { cascading ? $0.replacing(key, with: key + " ON UPDATE CASCADE") : $0 },
      only: [QualifiedName("app", "shipments")]
    ).report()
    let cells = report.disagreements.filter { $0.cell.command == .update && $0.cell.column == "id" }
    #expect(cells.isEmpty != cascading, "\(report.disagreements.prefix(3))")
    let structure = report.structure.map(\.summary).filter { $0.contains("shipment_id_fkey is not as planned") }
    #expect(structure.isEmpty != cascading, "\(report.structure)")
    if !cascading { #expect(report.disagreements.isEmpty && report.structure.isEmpty && report.unproven.isEmpty) }
  }
}
