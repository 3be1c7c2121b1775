import CanonicalJSON
import Database
import Foundation
import Sandbox
import SchemaModel
import TestSupport
import Testing

@Suite struct BailiwickCommandTests {
  static let schema = """
    CREATE SCHEMA app;
    CREATE TABLE app.tenants (id uuid PRIMARY KEY);
    CREATE TABLE app.orders (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants (id));
    """

  @Test func aSnapshotOfFilesIsWrittenAndTheSameEachTime() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Self.schema, to: "schema.sql")
    let first = try tool.run("schema", "--schema", "app", "--sandbox", "schema.sql")
    #expect(first.code == 0, "\(first.err)")
    #expect(first.out.hasPrefix("Wrote sql/schema.json: 2 tables, 1 foreign keys, from postgresql "))
    let snapshot = try SchemaSnapshot(json: JSONValue(parsing: tool.read("sql/schema.json")))
    #expect(snapshot.tables.map(\.name.name) == ["orders", "tenants"])
    let second = try tool.run("schema", "--schema", "app", "--sandbox", "schema.sql", "-o", "-")
    #expect(second.out == (try tool.read("sql/schema.json")))
  }

  @Test func aLiveDatabaseGivesTheSameTables() async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let server = try await TestServer.start(for: "command")
    try await server.withDatabase("live") { connection, target in
      _ = try await connection.script(Self.schema)
      let password = try #require(target.password).reveal()
      let url = "host=127.0.0.1 port=\(try #require(target.port)) user=postgres dbname=live"
      let live = try tool.run(
        "schema", "--schema", "app", environment: ["BAILIWICK_URL": url, "PGPASSWORD": password])
      #expect(live.code == 0, "\(live.err)")
      let refused = try tool.run("schema", environment: ["BAILIWICK_URL": url, "PGPASSWORD": "wrong-\(password)"])
      #expect(refused.code == 2)
      #expect(refused.err.contains("password authentication failed"))
      #expect(!refused.err.contains(password))
      let misspelt = try tool.run(
        "schema", "--schema", "ap", environment: ["BAILIWICK_URL": url, "PGPASSWORD": password])
      #expect(misspelt.code == 2)
      #expect(misspelt.err == "error: no schema \"ap\" in this database\n")
    }
  }

  @Test func aSuperuserIsNotFilteredAndTheExitCodeSaysSo() async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let target = try await TestServer.start(for: "command").superuser
    let environment = [
      "PGHOST": "127.0.0.1", "PGPORT": "\(try #require(target.port))", "PGUSER": "postgres",
      "PGPASSWORD": try #require(target.password).reveal(), "PGDATABASE": "postgres",
    ]
    let text = try tool.run("doctor", environment: environment)
    #expect(text.code == 1, "\(text.err)")
    #expect(text.out.hasPrefix("NOT FILTERED  postgresql "))
    #expect(text.out.contains("error AZ501  postgres has SUPERUSER"))
    let json = try tool.run("doctor", "--format", "json", environment: environment)
    #expect(json.code == 1)
    #expect(try JSONValue(parsing: json.out)["login"] == .string("postgres"))
  }

  @Test func aWitnessReplaysAndAnErrorNamesItsLine() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write("SELECT 1 AS a, NULL AS b;", to: "good.sql")
    let good = try tool.run("sandbox", "--run", "good.sql")
    #expect(good.code == 0)
    #expect(good.out == "a\tb\n1\tNULL\n")
    try tool.write("SELECT 1;\nSELECT\n  nope;", to: "bad.sql")
    let bad = try tool.run("sandbox", "--run", "bad.sql")
    #expect(bad.code == 1)
    #expect(bad.err == "error: bad.sql:3: column \"nope\" does not exist (SQLSTATE 42703)\n")
  }

  @Test(arguments: [
    ["bogus"], ["schema", "--sandbox"], ["schema", "x.sql"], ["sandbox"], ["sandbox", "--run", "missing.sql"],
    ["sandbox", "--postgres", "/nowhere", "--run", "missing.sql"], ["schema", "--url", "host=127.0.0.1 port=1 user=x"],
    ["schema", "--url", "nonsense://"],
  ])
  func wrongUsageExitsWithTwoAndAMessage(_ arguments: [String]) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let result = try tool.run(arguments)
    #expect(result.code == 2, "\(result.err)")
    #expect(!result.err.isEmpty)
  }
}
