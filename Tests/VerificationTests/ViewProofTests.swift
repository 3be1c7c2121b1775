import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// A view has no column that no rule reads, and a mask that nobody is excepted from shows nobody more.
  @Test func aViewLeavesOutWhatNobodyReads() async throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows[0].columns = ["id", "tenant_id", "status", "reference", "contact_email"]
    policy.tables[1].rules.masks = [MaskRule("contact_email", with: .keepLast(4), except: [])]
    let report = try await Proof(installed: policy).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty)
    let open = try await Proof(
      installed: policy, tampering: "GRANT SELECT (weight_kg) ON app.shipments TO freight_viewer"
    ).report()
    #expect(open.disagreements.contains { $0.leak && $0.cell.column == "weight_kg" })
  }
}
