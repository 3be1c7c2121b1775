import Bailiwick
import Catalog
import Database
import Diagnostics
import PolicyChecks
import SchemaModel
import TestSupport
import Testing

/// What checks read out of a server's own words, on the oldest and the newest server: each flaw is made by SQL.
@Suite(.takesTurns) struct LiveSchemaTests {
  static let flaws: [(id: String, sql: String)] = [
    (
      "AZ309",
      "ALTER TABLE app.shipment_events DROP CONSTRAINT shipment_events_shipment_fk, ADD CONSTRAINT c "
        + "FOREIGN KEY (shipment_id) REFERENCES app.shipments (id) ON DELETE CASCADE"
    ),
    ("AZ311", "ALTER TABLE app.shipments ADD share numeric GENERATED ALWAYS AS (\"margin\" / weight_kg) STORED"),
    ("AZ312", "CREATE VIEW app.v AS SELECT s.id FROM app.shipments s"),
    ("AZ312", "CREATE MATERIALIZED VIEW app.m AS SELECT s.id FROM app.shipments s"),
    ("AZ317", "CREATE UNIQUE INDEX one ON app.shipments (lower(reference)) WHERE status <> 'draft'"),
    ("AZ318", "DROP INDEX app.notes_tenant_author; CREATE INDEX ON app.notes (author_id, tenant_id)"),
    ("AZ322", "CREATE POLICY all_of_it ON app.shipments FOR SELECT USING (true)"),
    ("AZ323", "CREATE SCHEMA old; CREATE TABLE old.notes () INHERITS (app.notes)"),
    (
      "AZ337",
      "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql STABLE SECURITY DEFINER COST 5 AS "
        + "'BEGIN RETURN NEW; END'; CREATE TRIGGER t AFTER UPDATE ON app.notes FOR EACH ROW EXECUTE FUNCTION app.f()"
    ),
    (
      "AZ338",
      "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS "
        + "'BEGIN IF current_user = ''x'' THEN RETURN NULL; END IF; RETURN NEW; END'; "
        + "CREATE TRIGGER t AFTER UPDATE ON app.notes FOR EACH ROW WHEN (OLD.body <> NEW.body) EXECUTE FUNCTION app.f()"
    ),
    ("AZ339", "CREATE RULE r AS ON UPDATE TO app.notes DO ALSO NOTHING"),
    ("AZ340", "CREATE PUBLICATION p FOR TABLE app.notes"),
    ("AZ344", "CREATE ROLE freight_clerk BYPASSRLS"),
    (
      "AZ345",
      "CREATE ROLE reporting; CREATE VIEW app.v AS SELECT s.margin FROM app.shipments s; "
        + "ALTER VIEW app.v OWNER TO reporting"
    ),
  ]

  static let harmless = [
    "CREATE VIEW app.v WITH (security_barrier, security_invoker) AS SELECT s.margin FROM app.shipments s",
    "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''SECURITY DEFINER''; RETURN NEW; "
      + "END'; CREATE TRIGGER t AFTER UPDATE ON app.notes FOR EACH ROW EXECUTE FUNCTION app.f()",
    "CREATE UNIQUE INDEX one ON app.shipments (lower(reference), tenant_id); CREATE INDEX ON app.notes (body)",
    "CREATE ROLE freight_viewer; CREATE POLICY s ON app.shipments FOR SELECT TO freight_viewer USING (true); "
      + "CREATE POLICY f ON app.shipments AS RESTRICTIVE USING (true)",
    "CREATE TABLE app.\"odd \"\"margin\" (id int PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants (id)); "
      + "CREATE INDEX ON app.\"odd \"\"margin\" (tenant_id, id DESC)",
  ]

  @Test(arguments: TestServer.majors)
  func whatTheServerPrintsIsUnderstood(_ major: Int) async throws {
    let freight = try Example.named("freight")
    let server = try await TestServer.start(for: "checks", major: major)
    try await server.withDatabase("freight") { connection, _ in
      _ = try await connection.script(try freight.sql)
      func findings(after sql: String) async throws -> [String] {
        _ = try await connection.script("BEGIN; \(sql)")
        let snapshot = try await SchemaSnapshot.read(from: connection)
        _ = try await connection.script("ROLLBACK")
        let resolved = try ResolvedPolicy(freight.policy, in: snapshot)
        return CheckReport(of: freight.policy, resolved: resolved, in: snapshot).findings.map(\.id)
      }
      for (id, sql) in Self.flaws {
        let found = try await findings(after: sql)
        #expect(Set(found) == [id], "\(sql)")
      }
      for sql in Self.harmless {
        let found = try await findings(after: sql)
        #expect(found.isEmpty, "\(sql)")
      }
    }
  }

  /// Checks of the schema must not take what this policy made for somebody else's.
  @Test(arguments: TestServer.majors)
  func whatIsGeneratedIsSilent(_ major: Int) async throws {
    for example in Example.all {
      let server = try await TestServer.start(for: "checks generated", major: major)
      try await server.withDatabase(example.name) { connection, _ in
        _ = try await connection.script(try example.sql)
        _ = try await connection.script(try example.read("postgresql.up.sql"))
        let snapshot = try await SchemaSnapshot.read(from: connection)
        #expect(snapshot.tables.contains { !$0.policies.isEmpty })
        do {
          let resolved = try ResolvedPolicy(example.policy, in: snapshot)
          let findings = CheckReport(of: example.policy, resolved: resolved, in: snapshot).findings
          #expect(findings.isEmpty, "\(findings.map { "\($0.id) \($0.summary)" })")
        } catch let error as DiagnosticsError { Issue.record("\(error.diagnostics.map(\.summary))") }
      }
    }
  }
}
