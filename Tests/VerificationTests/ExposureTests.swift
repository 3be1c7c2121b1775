import Catalog
import Database
import Diagnostics
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

/// Each case makes one hole by hand in a database that has none, and names the finding it must give; one after the other, since
/// roles belong to the server.
@Suite(.serialized, .takesTurns) struct ExposureTests {
  static let tidy = """
    DO $$ BEGIN
      CREATE ROLE shop_owner NOLOGIN; CREATE ROLE shop_reader NOLOGIN; CREATE ROLE ann LOGIN; CREATE ROLE "PUBLIC";
      GRANT shop_reader TO ann;
    EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    CREATE SCHEMA app;
    CREATE TABLE app.orders (id int PRIMARY KEY, tenant_id int NOT NULL);
    ALTER TABLE app.orders OWNER TO shop_owner;
    ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON app.orders USING (tenant_id = 1);
    GRANT USAGE ON SCHEMA app TO shop_reader;
    GRANT SELECT, UPDATE ON app.orders TO shop_reader;
    """

  static let holes: [(hole: String, id: String)] = [
    ("ALTER ROLE ann SUPERUSER", "AZ501"),
    ("ALTER ROLE shop_reader BYPASSRLS", "AZ501"),
    ("ALTER ROLE ann REPLICATION", "AZ501"),
    ("ALTER ROLE ann CREATEROLE", "AZ501"),
    ("GRANT pg_read_server_files TO shop_reader", "AZ502"),
    ("GRANT pg_read_all_data TO ann", "AZ502"),
    ("GRANT shop_owner TO ann", "AZ503"),
    ("ALTER TABLE app.orders OWNER TO ann", "AZ503"),
    ("GRANT TRUNCATE ON app.orders TO shop_reader", "AZ504"),
    ("ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY", "AZ505"),
    ("CREATE TABLE app.part () INHERITS (app.orders); GRANT SELECT ON app.part TO PUBLIC", "AZ505"),
    ("CREATE POLICY set ON app.orders USING (tenant_id = current_setting('app.tenant')::int)", "AZ506"),
    ("CREATE MATERIALIZED VIEW app.m AS TABLE app.orders; GRANT SELECT ON app.m TO ann", "AZ507"),
    ("CREATE VIEW app.v AS TABLE app.orders; GRANT SELECT ON app.v TO PUBLIC", "AZ508"),
    (
      "ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY; CREATE VIEW app.v AS TABLE app.orders; "
        + "ALTER VIEW app.v OWNER TO shop_owner; GRANT SELECT ON app.v TO ann", "AZ508"
    ),
    (
      "CREATE FUNCTION app.all_orders() RETURNS SETOF int LANGUAGE sql SECURITY DEFINER AS 'SELECT id FROM app.orders'",
      "AZ509"
    ),
    (
      "CREATE FUNCTION app.all_orders() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER COST 5 "
        + "AS 'SELECT id FROM app.orders'", "AZ509"
    ),
    (
      "CREATE VIEW app.v AS SELECT 'security_invoker=true'::text AS a, id FROM app.orders; GRANT SELECT ON app.v TO ann",
      "AZ508"
    ),
    ("CREATE VIEW app.v AS TABLE app.orders; GRANT UPDATE ON app.v TO ann", "AZ508"),
    (
      "CREATE ROLE shop_views; GRANT shop_owner TO shop_views; ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY; "
        + "CREATE VIEW app.v AS TABLE app.orders; ALTER VIEW app.v OWNER TO shop_views; GRANT SELECT ON app.v TO ann",
      "AZ508"
    ),
    (
      "CREATE VIEW app.v AS TABLE app.orders; ALTER VIEW app.v OWNER TO shop_owner; GRANT SELECT ON app.v TO ann",
      "AZ512"
    ),
    ("CREATE MATERIALIZED VIEW app.m AS TABLE app.orders; ALTER MATERIALIZED VIEW app.m OWNER TO ann", "AZ507"),
    ("CREATE TABLE app.t (\"a=b\" int); GRANT SELECT (\"a=b\") ON app.t TO PUBLIC", "AZ505"),
    ("GRANT CREATE ON SCHEMA app TO PUBLIC", "AZ510"),
    ("ALTER ROLE ann SET search_path = evil", "AZ511"),
    ("GRANT SELECT ON pg_catalog.pg_statistic TO PUBLIC", "AZ515"),
    ("GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO shop_reader", "AZ515"),
    ("CREATE EXTENSION pgstattuple SCHEMA app; GRANT EXECUTE ON FUNCTION app.pgstattuple(text) TO ann", "AZ515"),
    ("CREATE VIEW information_schema.v AS TABLE app.orders; GRANT SELECT ON information_schema.v TO ann", "AZ508"),
    (
      "CREATE FUNCTION pg_catalog.all_orders() RETURNS SETOF int LANGUAGE sql SECURITY DEFINER "
        + "AS 'SELECT id FROM app.orders'; GRANT EXECUTE ON FUNCTION pg_catalog.all_orders() TO ann", "AZ509"
    ),
  ]

  static let harmless = [
    "GRANT SELECT ON app.orders TO \"PUBLIC\"; ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY",
    "CREATE VIEW app.v WITH (security_invoker = true) AS TABLE app.orders; GRANT SELECT ON app.v TO ann",
    "CREATE TABLE app.other (id int)", "CREATE EXTENSION pgstattuple SCHEMA app",
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO shop_owner",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC",
    "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  ]

  /// One after the other, since roles are the cluster's; each change is rolled back.
  @Test func everyHoleIsNamedAndNothingElse() async throws {
    let server = try await TestServer.start(for: "exposure")
    try await server.withDatabase("shop") { connection, _ in
      _ = try await connection.script(Self.tidy)
      #expect(try await Self.findings(connection).isEmpty)
      for (hole, id) in Self.holes {
        _ = try await connection.script("BEGIN; \(hole)")
        let found = try await Self.findings(connection)
        #expect(Set(found.map(\.id)) == [id], "\(hole): \(found.map(\.summary))")
        #expect(found.allSatisfy { !$0.notes.isEmpty && $0.fix != nil })
        _ = try await connection.script("ROLLBACK")
      }
      for change in Self.harmless {
        _ = try await connection.script("BEGIN; \(change)")
        let found = try await Self.findings(connection)
        #expect(found.isEmpty, "\(change): \(found.map(\.summary))")
        _ = try await connection.script("ROLLBACK")
      }
    }
  }

  /// Who may insert and update reads past row security on a server that has the defect, and on no other.
  @Test func aDefectOfTheServerIsNamed() async throws {
    let server = try await TestServer.start(for: "exposure")
    try await server.withDatabase("defects") { connection, _ in
      _ = try await connection.script("\(Self.tidy) GRANT INSERT ON app.orders TO shop_reader")
      var snapshot = try await SchemaSnapshot.read(from: connection)
      for (minor, ids) in [(19, ["AZ516"]), (20, [])] {
        snapshot.engine = Engine(.postgresql, 15, minor)
        let found = Exposure(of: "ann", in: snapshot).findings
        #expect(found.map(\.id) == ids)
        #expect(found.allSatisfy { $0.notes[0].hasPrefix("PostgreSQL 15.19 has CVE-2026-120154") })
      }
    }
  }

  static func findings(_ connection: Connection) async throws -> [Diagnostic] {
    Exposure(of: "ann", in: try await SchemaSnapshot.read(from: connection)).findings
  }
}
