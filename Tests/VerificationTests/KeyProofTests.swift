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

  /// A default is there for whoever inserts: a role that reaches all has no tenant for it to give, and the policy refuses
  /// the row, as it says, rather than the default its function.
  @Test(arguments: [Engine?.none, CockroachProofTests.engine]) func aDefaultIsEverybodysWhoInserts(
    _ engine: Engine?
  ) async throws {
    var policy = Freight.policy
    // A column that the auditor saw masked would have to be sent, and could not.
    policy.tables[1].rules.masks = []
    for index in 1...2 { policy.tables[index].rules.allows[1].roles.append("auditor") }
    let tables = ["shipments", "shipment_events"].map { QualifiedName("app", $0) }
    let report = try await Proof(installed: policy, engine: engine, only: Set(tables)).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    func inserts(_ table: QualifiedName) -> CellCount? {
      report.counts.first { $0.caller == "auditor of all" && $0.command == .insert && $0.relation == table }?.count
    }
    // Into a table with the tenant's column it may send one; whose a child is, no column of the application's says, and
    // where a privilege is on the whole table, the one that is sent all the same lets no row in.
    let (own, child) = (try #require(inserts(tables[0])), try #require(inserts(tables[1])))
    #expect(own.allowed > 0 && own.allowed < own.cells)
    #expect(child.allowed == 0 && child.cells > 1)
  }

  /// Where a routine sets the key, one argument says which row is meant and another what its key becomes.
  @Test(arguments: [Engine?.none, CockroachProofTests.engine]) func aRoutineSetsTheKeyThatItFindsARowBy(
    _ engine: Engine?
  ) async throws {
    var policy = Freight.policy
    if engine == nil { policy.bindings = [BindClause(.setting)] }
    policy.tables[1].rules.allows[2].columns = ["id", "reference"]
    // What the manager may set beside is not everybody's, so it takes a routine.
    policy.tables[1].rules.allows.append(policy.tables[1].rules.allows[2])
    policy.tables[1].rules.allows[2].columns = ["reference"]
    policy.tables[1].rules.allows[4].roles = ["manager"]
    let report = try await Proof(
      installed: policy, schema: Example.freight.sql.replacing("weight_kg", with: "p_new_id"), engine: engine
    ).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
    let updates = report.counts.filter { $0.caller.hasPrefix("manager of A") && $0.command == .update }
    #expect(updates.contains { $0.count.allowed > 0 })
  }

  /// An update that lists the tenant's column gives nobody a way to set it, to what it is or to anything else.
  @Test(arguments: [Binding.login, .setting]) func aListedTenantIsNotSet(_ binding: Binding) async throws {
    var policy = Freight.policy
    policy.bindings = [BindClause(binding)]
    policy.tables[1].rules.allows[2].columns = ["tenant_id", "reference"]
    let report = try await Proof(installed: policy).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
  }
}
