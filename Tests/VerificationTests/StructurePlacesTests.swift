import Diagnostics
import SchemaModel
import TestSupport
import Testing
import Verification

extension ProofTests {
  /// Each finding says which clause of the policy asked for what is not there, or guards what should not be.
  @Test func whatIsNotAsPlannedNamesItsClause() async throws {
    let tampering = """
      ALTER POLICY viewer_select ON app.shipments USING (true);
      DROP POLICY require_status ON app.shipments;
      CREATE POLICY careless ON app.notes FOR SELECT TO PUBLIC USING (true);
      ALTER TABLE app.shipment_events DROP CONSTRAINT shipment_events_tenant_id_shipment_id_fkey;
      ALTER TABLE app.countries NO FORCE ROW LEVEL SECURITY;
      REVOKE INSERT ON app.event_photos FROM freight_clerk;
      REVOKE freight_viewer FROM freight_clerk;
      DROP VIEW app_view.shipments;
      CREATE SCHEMA other;
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET timezone = UTC', current_database());
        EXECUTE format('ALTER DATABASE %I SET bailiwick.token = x', current_database());
      END $$;
      """
    let report = try await Proof(tampering: tampering, only: [QualifiedName("app", "countries")]).report()
    let places: [(String, String)] = [
      ("app.shipments: policy viewer_select is not as planned", "Freight.swift:20"),
      ("app.shipments: policy require_status is missing", "Freight.swift:26"),
      ("app.notes: policy careless is not of the plan", "Freight.swift:14"),
      ("app.shipment_events: foreign key shipment_events_tenant_id_shipment_id_fkey is missing", "Freight.swift:15"),
      ("app.countries: row security does not bind the owner", "Freight.swift:16"),
      ("app.event_photos: freight_clerk=INSERT", "Freight.swift:30"),
      ("role freight_clerk is no member of freight_viewer", "Freight.swift:10"),
      ("view app_view.shipments is missing", "Freight.swift:14"),
    ]
    for (summary, place) in places {
      let finding = try #require(report.structure.first { $0.summary.hasPrefix(summary) }, "\(report.structure)")
      #expect(finding.location.fileAndLine == place, "\(summary)")
      #expect(finding.placed.hasSuffix("  (\(place))"))
    }
    // What no clause speaks of has no place.
    let other = try #require(report.structure.first { $0.summary.hasPrefix("schema other is not of the plan") })
    #expect(other.placed == other.summary)
    // Of settings only those that decide who reaches what.
    let settings = report.structure.map(\.summary).filter { $0.hasPrefix("setting ") }
    #expect(settings == ["setting bailiwick.token of the database is not of the plan: x"])
  }
}
