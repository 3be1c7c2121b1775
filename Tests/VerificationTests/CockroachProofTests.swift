import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// The rendering for CockroachDB, executed on PostgreSQL with the rewrites of `StandIn` and no others: views, routines
/// and whole-table privileges do what the oracle says of that engine. What the engines do differently is not proven by it.
@Suite(.serialized, .takesTurns) struct CockroachProofTests {
  static let engine = Engine(.cockroachdb, 25, 4)

  @Test(arguments: [
    ("freight", 18, 8396), ("ads", 15, 7679), ("rides", 18, 4899), ("boards", 18, 7059),
  ])
  func everyExampleIsProven(_ name: String, _ major: Int, _ cells: Int) async throws {
    let example = try #require(Example.all.first { $0.name == name })
    let report = try await Proof(example: example, installed: example.policy, engine: Self.engine, only: nil)
      .report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == cells)
    #expect(report.allowed > cells / 10)
    for table in try ResolvedPolicy(example.policy, in: example.snapshot).tables {
      #expect(report.verdict(on: table.name, view: nil) == .proven)
    }
  }

  typealias Tampering = ProofTests.Tampering

  static let deletesAnything = """
    CREATE OR REPLACE FUNCTION app_write.shipments_delete(p_id uuid) RETURNS SETOF uuid VOLATILE SECURITY DEFINER
    LANGUAGE SQL AS 'DELETE FROM app.shipments AS t WHERE t.id = p_id RETURNING t.id'
    """

  @Test(arguments: [
    Tampering(
      "floor and rule widened, layers in a pair",
      "DROP POLICY floor ON app.shipment_events; ALTER POLICY viewer_select ON app.shipment_events USING (true)",
      leak: ("app.shipment_events", .select), finding: "app.shipment_events: policy floor is missing"),
    // The owner's policies hold: no row goes, and the routine is named.
    Tampering(
      "a routine without its condition", deletesAnything,
      finding: "function app_write.shipments_delete(p_id uuid) is not as planned"),
    Tampering(
      "a routine without its condition, and its owner unbound",
      deletesAnything
        + "; DROP POLICY floor ON app.shipments; ALTER POLICY writer_delete ON app.shipments USING (true); "
        + "ALTER POLICY writer_select ON app.shipments USING (true)",
      leak: ("app.shipments", .delete), finding: "app.shipments: policy writer_delete is not as planned"),
    Tampering(
      "a hidden column of new rows let go", "DROP POLICY hide_margin ON app.shipments",
      leak: ("app.shipments", .insert), finding: "app.shipments: policy hide_margin is missing"),
    Tampering(
      "the table granted beside its view", "GRANT SELECT ON app.shipments TO freight_viewer",
      leak: ("app.shipments", .select), finding: "app.shipments: freight_viewer=SELECT"),
    Tampering(
      "the table granted for updates", "GRANT SELECT, UPDATE ON app.shipments TO freight_clerk",
      leak: ("app.shipments", .select), finding: "app.shipments: freight_clerk=UPDATE"),
    Tampering(
      "the view without its filter",
      "DROP VIEW app_view.shipments; CREATE VIEW app_view.shipments AS SELECT * FROM app.shipments; "
        + "GRANT SELECT ON app_view.shipments TO freight_viewer, freight_auditor",
      leak: ("app_view.shipments", .select), finding: "view app_view.shipments is not as planned"),
    Tampering(
      "everybody acts as manager",
      "CREATE OR REPLACE FUNCTION bailiwick.acts_as_manager() RETURNS bool STABLE SECURITY DEFINER LANGUAGE SQL AS 'SELECT true'",
      leak: ("app.shipments", .insert), finding: "function bailiwick.acts_as_manager() is not as planned"),
  ]) func tamperingIsNoticed(_ tampering: Tampering) async throws {
    let report = try await Proof(tampering: tampering.sql, engine: Self.engine, only: [tampering.table]).report()
    let leaks = report.disagreements.filter(\.leak)
    if let (relation, command) = tampering.leak {
      #expect(
        leaks.contains { "\($0.cell.relation)" == relation && $0.cell.command == command }, "\(leaks.count) leaks")
    } else {
      #expect(leaks.isEmpty, "\(leaks.prefix(2))")
    }
    let finding = try #require(tampering.finding)
    #expect(report.structure.contains { $0.summary.hasPrefix(finding) }, "\(report.structure.map(\.summary))")
    #expect(report.verdict(on: tampering.table, view: QualifiedName("app_view", "shipments")) != .proven)
  }

  @Test func aRecordThatCanBeChangedIsNoticed() async throws {
    let example = try #require(Example.promoting.first)
    let report = try await Proof(
      example: example, installed: example.policy,
      tampering: "DROP TRIGGER role_changes_kept ON bailiwick.role_changes", engine: Self.engine, only: []
    ).report()
    #expect(report.structure.contains { $0.summary.contains("role_changes_kept") })
  }

  /// The routine asks for the role by itself, so nothing leaks; a refusal has become an answer, which is a difference.
  @Test func aRoutineForEverybodyIsNoticed() async throws {
    let grant = "GRANT EXECUTE ON FUNCTION app_write.shipments_delete(uuid) TO PUBLIC"
    let report = try await Proof(tampering: grant, engine: Self.engine).report()
    #expect(report.disagreements.contains { $0.cell.routine?.name == "shipments_delete" && !$0.leak })
    let leaks = report.disagreements.filter(\.leak)
    #expect(leaks.isEmpty)
    let finding = "function app_write.shipments_delete(p_id uuid): PUBLIC=EXECUTE"
    #expect(report.structure.contains { $0.summary.hasPrefix(finding) }, "\(report.structure.map(\.summary))")
  }

  /// A condition read as its opposite, in the text of the compiler alone: in the routine and in its owner's policy.
  @Test func aMisreadingInTheCompilerTurnsItRed() async throws {
    let report = try await Proof(
      misread: { $0.replacing("status <> 'closed'", with: "status = 'closed'") }, engine: Self.engine
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.routine?.name == "shipments_update" })
    #expect(report.disagreements.contains { !$0.leak && $0.cell.routine?.name == "shipments_set_margin" })
  }

  /// What the examples do not have: two rules that update one table, a person among the listed columns, and updates of a
  /// whole child, whose key and tenant nothing but checks can hold.
  /// The events' own key is theirs to change, and reaches no photo.
  @Test func rulesThatMeetAreProven() async throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows.append(
      AllowRule(
        [.update], to: ["manager"], where: .compare(.column("status"), .equal, .literal(.text("closed"))),
        resulting: .anything))
    policy.tables[2].rules.allows.append(AllowRule([.update], to: ["clerk"]))
    policy.tables[3].rules.allows = [
      AllowRule([.select, .insert, .delete], to: ["viewer"]),
      AllowRule([.update], to: ["viewer"], columns: ["body", "author_id"]),
    ]
    let tables = ["shipments", "shipment_events", "event_photos", "notes"].map { QualifiedName("app", $0) }
    let report = try await Proof(installed: policy, engine: Self.engine, only: Set(tables)).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.structure) \(report.unproven)")
  }
}
