import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Conditions about columns that the server computes: rows are made on both sides of them, and what is written is judged by
/// what becomes of it.
@Suite(.serialized, .takesTurns) struct ComputedProofTests {
  private static let readings = QualifiedName("app", "readings")

  /// Freight with readings of shipments, whose tenant's column is an added one. One column is computed from a text with a
  /// default, one from a number.
  private static func proof(_ kind: String) throws -> Proof {
    var policy = Freight.policy
    policy.tables.append(
      TablesClause(
        ["app.readings"],
        rules: TableRules(
          ownership: OwnershipClause(.through(["shipment_id"])),
          allows: [
            AllowRule([.select], to: ["viewer"]),
            AllowRule([.insert], to: ["clerk"], resulting: .compare(.column("is_open"), .equal, .literal(.bool(true)))),
            AllowRule(
              [.update], to: ["clerk"], where: .compare(.column("is_open"), .equal, .literal(.bool(true))),
              resulting: .compare(.column("twice"), .less, .literal(.integer(100)))),
          ])))
    var proof = Proof(installed: policy, only: [readings])
    proof.schema =
      try Example.freight.sql + """
        CREATE TABLE app.readings (
          id uuid PRIMARY KEY, shipment_id uuid NOT NULL REFERENCES app.shipments (id),
          state text NOT NULL DEFAULT 'it''s open' CHECK (state IN ('it''s open', 'closed')), value integer NOT NULL,
          is_open boolean GENERATED ALWAYS AS (state <> 'closed') \(kind),
          twice integer GENERATED ALWAYS AS (value * 2 + 0 * 50) \(kind)
        );
        """
    return proof
  }

  @Test(arguments: [(15, "STORED"), (18, "VIRTUAL")]) func aConditionIsAboutWhatIsComputed(
    _ major: Int, _ kind: String
  ) async throws {
    var proof = try Self.proof(kind)
    let report = try await proof.report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty && report.structure.isEmpty, "\(report.unproven) \(report.structure)")
    #expect(report.verdict(on: Self.readings, view: nil) == .proven)

    if major > 15 { return }
    // The verifier would notice: the state of the row after is no longer asked.
    proof.tampering = "ALTER POLICY clerk_insert ON app.readings WITH CHECK (true)"
    let open = try await proof.report(major: major)
    #expect(open.disagreements.contains { $0.leak && $0.cell.command == .insert })
    proof.tampering = "ALTER POLICY clerk_update ON app.readings WITH CHECK (true)"
    let wide = try await proof.report(major: major)
    #expect(wide.disagreements.contains { $0.leak && $0.cell.command == .update && $0.cell.column == "value" })
  }
}
