import CanonicalJSON
import Catalog
import Database
import Foundation
import Sandbox
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct CatalogTests {
  static let schema = """
    CREATE ROLE reader NOLOGIN;
    CREATE SCHEMA app;
    CREATE TYPE app.state AS ENUM ('draft', 'closed');
    CREATE TABLE app.tenants (id uuid PRIMARY KEY);
    CREATE TABLE app."Odd ""name" (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants (id),
      state app.state NOT NULL DEFAULT 'draft', price numeric(10,2) CHECK (price > 0), twice numeric
      GENERATED ALWAYS AS (price * 2) STORED, UNIQUE (tenant_id, id));
    ALTER TABLE app."Odd ""name" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY floor ON app."Odd ""name" AS RESTRICTIVE USING (tenant_id IS NOT NULL);
    CREATE POLICY see ON app."Odd ""name" FOR SELECT TO reader USING (true);
    GRANT SELECT (price) ON app."Odd ""name" TO reader;
    CREATE VIEW app.v WITH (security_barrier) AS SELECT 1 AS a;
    GRANT SELECT ON app.v TO PUBLIC;
    """

  @Test func whatDecidesAccessIsRead() async throws {
    let server = try await TestServer.start(for: "catalog")
    try await server.withDatabase("reading") { connection, _ in
      _ = try await connection.script(Self.schema)
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app"])
      let odd = try #require(snapshot.table(QualifiedName("app", "Odd \"name")))
      #expect(odd.rowSecurity && odd.forced)
      #expect(odd.columns.map(\.type) == ["bigint", "uuid", "app.state", "numeric(10,2)", "numeric"])
      #expect(odd.column("id")?.identityAlways == true)
      #expect(odd.column("twice")?.generated == true)
      #expect(odd.column("twice")?.generationExpression == "(price * (2)::numeric)")
      #expect(odd.hasKey(over: ["tenant_id", "id"]))
      #expect(odd.foreignKeys.first?.parent == QualifiedName("app", "tenants"))
      #expect(odd.checks.count == 1)
      #expect(odd.policies.map(\.name) == ["floor", "see"])
      #expect(odd.policies[0].text == "RESTRICTIVE FOR ALL TO PUBLIC USING (tenant_id IS NOT NULL)")
      #expect(odd.policies[1].text == "PERMISSIVE FOR SELECT TO reader USING true")
      #expect(odd.grants.contains("reader=SELECT(price)"))
      #expect(snapshot.enumLabels(of: "app.state") == ["draft", "closed"])
      let view = try #require(snapshot.objects.first { $0.kind == "view" })
      #expect(view.grants.contains("PUBLIC=SELECT"))
      #expect(view.text.hasPrefix("security_barrier=true\n"))
      #expect(snapshot.engine.product == .postgresql)
      #expect(try SchemaSnapshot(json: JSONValue(parsing: snapshot.json.canonicalText)) == snapshot)
    }
  }

  /// One after the other: the role is the cluster's, and a change to it must not show in another database's case.
  @Test func everyChangeOfAccessChangesTheSnapshot() async throws {
    for change in Self.changes { try await Self.notice(change) }
  }

  @Test func aSessionsOwnPathAndSettingsChangeNothing() async throws {
    let server = try await TestServer.start(for: "catalog path")
    try await server.withDatabase("path") { connection, _ in
      _ = try await connection.script(
        """
        CREATE SCHEMA app; CREATE TYPE app.state AS ENUM ('a');
        CREATE TABLE app.t (s app.state DEFAULT 'a', at timestamptz DEFAULT '2026-01-01 00:00+00',
          d date DEFAULT '2026-02-01');
        CREATE SCHEMA evil;
        CREATE FUNCTION evil.array_to_string(text[], text) RETURNS text LANGUAGE sql AS $f$ SELECT 'evil' $f$;
        CREATE FUNCTION evil.json_build_object(VARIADIC text[]) RETURNS json LANGUAGE sql AS $f$ SELECT '{}'::json $f$;
        """)
      let before = try await SchemaSnapshot.read(from: connection, schemas: ["app"])
      _ = try await connection.script(
        "SET search_path = evil, app, pg_catalog; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'SQL, DMY'")
      #expect(try await SchemaSnapshot.read(from: connection, schemas: ["app"]) == before)
      #expect(before.table(QualifiedName("app", "t"))?.column("s")?.type == "app.state")
    }
  }

  @Test func theColumnsThatADeleteSetsToNullAreRead() async throws {
    let server = try await TestServer.start(for: "catalog")
    try await server.withDatabase("set_null") { connection, _ in
      _ = try await connection.script(
        """
        CREATE SCHEMA app; CREATE TABLE app.p (t int, id int, PRIMARY KEY (t, id));
        CREATE TABLE app.c (t int, p int, CONSTRAINT c_p FOREIGN KEY (t, p) REFERENCES app.p ON DELETE SET NULL (p));
        """)
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app"])
      let key = try #require(snapshot.table(QualifiedName("app", "c"))?.foreignKeys.first)
      #expect(key.onDelete == .setNull && key.onDeleteColumns == ["p"])
    }
  }

  @Test func aSchemaWithADotInItsNameIsRefused() async throws {
    let server = try await TestServer.start(for: "catalog path")
    try await server.withDatabase("dot") { connection, _ in
      _ = try await connection.script("CREATE SCHEMA \"a.b\"")
      let error = await #expect(throws: CatalogError.self) { try await SchemaSnapshot.read(from: connection) }
      #expect(error?.description.contains("schema \"a.b\" has a dot in its name") == true)
    }
  }

  static let changes = [
    "ALTER TABLE app.\"Odd \"\"name\" NO FORCE ROW LEVEL SECURITY", "DROP POLICY floor ON app.\"Odd \"\"name\"",
    "GRANT SELECT ON app.tenants TO PUBLIC", "ALTER ROLE reader BYPASSRLS", "ALTER ROLE reader SET search_path = x",
    "ALTER VIEW app.v RESET (security_barrier)", "ALTER TABLE app.tenants OWNER TO reader",
    "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC", "GRANT pg_read_all_data TO reader",
    "CREATE RULE r AS ON INSERT TO app.tenants DO ALSO NOTHING", "CREATE PUBLICATION p FOR TABLE app.tenants",
    "CREATE TABLE app.part () INHERITS (app.tenants)",
    "ALTER TABLE app.\"Odd \"\"name\" ALTER twice DROP EXPRESSION",
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET row_security = off', current_database()); END $$",
    "ALTER ROLE ALL SET session_replication_role = replica",
    "DO $$ BEGIN EXECUTE format('ALTER ROLE reader IN DATABASE %I SET search_path = x', current_database()); END $$",
    "CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
      + "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.e()",
    "CREATE ROLE other; GRANT other TO reader WITH ADMIN OPTION",
    "GRANT SET ON PARAMETER session_replication_role TO reader",
    "GRANT SELECT ON pg_catalog.pg_statistic TO reader", "GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO reader",
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO PUBLIC", "GRANT CREATE ON SCHEMA pg_catalog TO reader",
    "CREATE FUNCTION pg_catalog.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "CREATE VIEW information_schema.v AS SELECT 1 AS a",
    "CREATE COLLATION app.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false); "
      + "ALTER TABLE app.tenants ADD COLUMN name text COLLATE app.loose",
    "ALTER TABLE app.\"Odd \"\"name\" DISABLE TRIGGER ALL",
    "CREATE RULE r AS ON INSERT TO app.v DO INSTEAD NOTHING",
    "ALTER TABLE app.\"Odd \"\"name\" DROP CONSTRAINT \"Odd \"\"name_tenant_id_fkey\", "
      + "ADD CONSTRAINT \"Odd \"\"name_tenant_id_fkey\" FOREIGN KEY (tenant_id) REFERENCES app.tenants (id) NOT VALID",
  ]

  static func notice(_ change: String) async throws {
    let server = try await TestServer.start(for: "catalog changes")
    let name = "change_\(sha256(Array(change.utf8)).prefix(12))"
    try await server.withDatabase(name) { connection, _ in
      let role = "DO $$ BEGIN CREATE ROLE reader NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
      _ = try await connection.script(Self.schema.replacing("CREATE ROLE reader NOLOGIN;", with: role))
      let before = try await SchemaSnapshot.read(from: connection, schemas: ["app"])
      _ = try await connection.script("BEGIN; \(change)")
      #expect(try await SchemaSnapshot.read(from: connection, schemas: ["app"]) != before, "\(change)")
      _ = try await connection.script("ROLLBACK")
      #expect(try await SchemaSnapshot.read(from: connection, schemas: ["app"]) == before)
    }
  }

  /// What a server begins every session with decides as much as what a database or a role does.
  @Test func theServersOwnConfigurationIsRead() async throws {
    let server = try await TestServer.start(for: "catalog configured")
    func read() async throws -> [SchemaObject] {
      let connection = try await Connection.open(server.superuser)
      let snapshot = try await SchemaSnapshot.read(from: connection)
      await connection.close()
      return snapshot.objects.filter { $0.name.hasSuffix(" of the server") }
    }
    #expect(try await read().isEmpty)
    let connection = try await Connection.open(server.superuser)
    _ = try await connection.run("ALTER SYSTEM SET session_replication_role = replica")
    _ = try await connection.run("SELECT pg_reload_conf()")
    // A server reads its configuration when it comes to it; sessions that begin after that have it.
    var found: [SchemaObject] = []
    for _ in 1...200 where found.isEmpty {
      try await Task.sleep(for: .milliseconds(20))
      found = try await read()
    }
    await connection.close()
    #expect(found.map(\.name) == ["session_replication_role of the server"])
    #expect(found.map(\.text) == ["replica"])
  }

  @Test func theCarriedCopyIsCurrent() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let copy = try String(contentsOf: root.appending(path: "Sources/Catalog/CatalogQuery.swift"), encoding: .utf8)
    for name in ["version", "session", "postgresql"] {
      let query = try String(contentsOf: root.appending(path: "sql/catalog/\(name).sql"), encoding: .utf8)
      let indented = query.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
      #expect(copy.contains("static let \(name) = #\"\"\"\n\(indented)    \"\"\"#"), "run make golden")
    }
  }
}
