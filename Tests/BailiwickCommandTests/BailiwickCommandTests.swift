import CanonicalJSON
import Database
import Foundation
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct BailiwickCommandTests {
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

  static let policy = """
    import Bailiwick
    let policy = Policy("shop") {
      Tenants(in: "app.tenants", key: "id")
      Role("clerk")
      Table("app.orders") {
        Owned(by: "tenant_id")
        Allow(.update, to: "clerk", where: column("state") != "closed")
      }
    }
    """

  @Test func aPolicyIsShownFromSwiftAndFromItsJSON() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    try tool.write(Self.policy, to: "Policy.swift")
    let text = try tool.run("show", environment: path)
    #expect(text.code == 0, "\(text.err)")
    #expect(text.out.hasSuffix("  belongs to the tenant in tenant_id\n  clerk may update, where state <> 'closed'\n"))
    let json = try tool.run("show", "--format", "json", environment: path)
    try tool.write(json.out, to: "policy.json")
    let again = try tool.run("show", "--policy", "policy.json")
    #expect(again.code == 0, "\(again.err)")
    #expect(again.out == text.out)
    let canonical = try tool.run("show", "--policy", "policy.json", "--format", "json")
    #expect(canonical.out == json.out)
  }

  @Test func aPolicyIsHeldAgainstTheSnapshotAndEveryProblemIsNamed() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    try tool.write(Self.schema.replacing("app.tenants (id)", with: "app.tenants (id), state text"), to: "schema.sql")
    try tool.write(Self.policy, to: "Policy.swift")
    let early = try tool.run("check", environment: path)
    #expect(early.code == 2)
    #expect(early.err == "error: sql/schema.json cannot be read; `bailiwick schema` writes it\n")
    #expect(try tool.run("schema", "--schema", "app", "--sandbox", "schema.sql").code == 0)
    let fine = try tool.run("check", environment: path)
    #expect(fine.code == 0, "\(fine.out)\(fine.err)")
    try tool.write(
      Self.policy.replacing("to: \"clerk\"", with: "to: \"clark\"").replacing("tenant_id", with: "tennant_id"),
      to: "Policy.swift")
    let wrong = try tool.run("check", environment: path)
    #expect(wrong.code == 1)
    #expect(wrong.out.contains("did you mean \"clerk\"?") && wrong.out.contains("did you mean \"tenant_id\"?"))
    #expect(wrong.out.contains("Policy.swift:7:10") && wrong.out.contains("Policy.swift:6:10"), "\(wrong.out)")
    let json = try JSONValue(parsing: tool.run("check", "--format", "json", environment: path).out)
    guard case .array(let findings)? = json["findings"] else {
      Issue.record("no findings")
      return
    }
    #expect(Set(findings.compactMap { $0["id"] }).isSuperset(of: [.string("AZ102"), .string("AZ103")]))
  }

  @Test func checksWeighAsMuchAsTheCallerSays() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let example = try #require(Example.all.first { $0.name == "rides" })
    var policy = example.policy
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "sql"), withIntermediateDirectories: true)
    try tool.write(example.snapshot.json.canonicalText, to: "sql/schema.json")
    try tool.write(policy.json.canonicalText, to: "policy.json")
    let fine = try tool.run("check", "--policy", "policy.json", "--fail-on", "note")
    #expect(fine.code == 0, "\(fine.out)\(fine.err)")
    #expect(fine.out.hasPrefix("0 errors, 0 other findings, 1 accepted; policy rides with 3 roles"))
    policy.accepted = []
    try tool.write(policy.json.canonicalText, to: "policy.json")
    #expect(try tool.run("check", "--policy", "policy.json").code == 0)
    let strict = try tool.run("check", "--policy", "policy.json", "--fail-on", "warning")
    #expect(strict.code == 1)
    #expect(strict.out.contains("warning AZ317  users_username_key is unique over all tenants"))
    policy.roles.append(RoleClause("guest", inherits: ["gost"]))
    try tool.write(policy.json.canonicalText, to: "policy.json")
    let unfit = try JSONValue(parsing: tool.run("check", "--policy", "policy.json", "--format", "json").out)
    guard case .array(let findings)? = unfit["findings"] else {
      Issue.record("no findings")
      return
    }
    #expect(findings.map { $0["id"] } == [.string("AZ103")])
  }

  @Test func aFindingIsExplained() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let text = try tool.run("check", "--explain", "az317")
    #expect(text.code == 0, "\(text.err)")
    #expect(text.out.hasPrefix("AZ317 warning: a key spans all tenants"))
    #expect(text.out.contains("\nFound in:\n   CREATE TABLE") && text.out.contains("\nWrite:\n   CREATE TABLE"))
    let json = try JSONValue(parsing: tool.run("check", "--explain", "AZ317", "--format", "json").out)
    #expect(json["severity"] == .string("warning"))
    let unknown = try tool.run("check", "--explain", "AZ399")
    #expect(unknown.code == 2)
    #expect(unknown.err.contains("no check has the id \"AZ399\""))
  }

  @Test func aPolicyThatDoesNotCompileShowsTheCompilersWords() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Self.policy.replacing("Allow", with: "Alow"), to: "Policy.swift")
    let result = try tool.run(
      "show", environment: ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])])
    #expect(result.code == 2)
    #expect(result.err.contains("Policy.swift:7:5: error: cannot find 'Alow' in scope"))
  }

  static let slips: [(write: String, insteadOf: String, message: String)] = [
    ("", tenants, "names no tenants"),
    ("\(tenants)\n  \(tenants)", tenants, "has one Tenants clause"),
    ("\(tenants) { Owned(by: \"id\") }", tenants, "a tenant's own row belongs to that tenant"),
    ("Owned(by: \"a\")\n    Owned(by: \"b\")", owned, "says twice who owns"),
    ("Personal(by: \"a\")\n    Personal(by: \"b\")", owned, "says twice whose person"),
    ("Shared(\"orders\")", owned, "belong to a Schema"),
    ("Allow(to: \"clerk\",", allow, "names no command"),
    ("Tables()", "Table(\"app.orders\")", "names no table"),
    ("column(\"state\") > \"closed\"", "column(\"state\") != \"closed\"", "error:"),
  ]
  static let tenants = "Tenants(in: \"app.tenants\", key: \"id\")"
  static let owned = "Owned(by: \"tenant_id\")"
  static let allow = "Allow(.update, to: \"clerk\","

  @Test func aSlipIsRefusedWithItsPlaceAndNothingIsPrinted() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    for slip in Self.slips {
      let text = Self.policy.replacing(slip.insteadOf, with: slip.write)
      #expect(text != Self.policy)
      try tool.write(text, to: "Policy.swift")
      let result = try tool.run("show", environment: path)
      #expect(result.code == 2, "\(slip.write)")
      #expect(result.out.isEmpty)
      #expect(result.err.contains("Policy.swift:") && result.err.contains(slip.message), "\(slip.write): \(result.err)")
    }
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

  /// As `pg_dump` writes rows, and as a witness of COPY reads them; an error in the data names the line of its COPY.
  @Test func aFileMayCopy() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = """
      CREATE TABLE t (a int, b text);
      -- Data
      COPY t (a, b) FROM stdin;
      1\tone\\ttab
      2\t\\N
      \\.
      SELECT count(*) FROM t;
      COPY t (b) TO STDOUT;

      """
    try tool.write(dump, to: "dump.sql")
    let good = try tool.run("sandbox", "--run", "dump.sql")
    #expect(good.out == "COPY 2\ncount\n2\nCOPY\none\\ttab\n\\N\n", "\(good.out)\(good.err)")
    try tool.write(dump.replacing("2\t", with: "two\t"), to: "dump.sql")
    let bad = try tool.run("sandbox", "--run", "dump.sql")
    #expect(
      bad.code == 1 && bad.err.hasPrefix("error: dump.sql:3: invalid input syntax for type integer"), "\(bad.err)")
    try tool.write(dump.replacing("count(*)", with: "nope"), to: "dump.sql")
    let late = try tool.run("sandbox", "--run", "dump.sql")
    #expect(late.err.hasPrefix("error: dump.sql:7: column \"nope\""), "\(late.err)")
  }

  @Test func aKilledToolLeavesNoServerBehind() async throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write("SELECT pg_sleep(600)", to: "sleep.sql")
    let process = try tool.start("sandbox", "--run", "sleep.sql", environment: ["TMPDIR": tool.folder.path])
    func servers() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).filter { $0.hasPrefix("bailiwick-") }
    }
    func wait(until done: () throws -> Bool) async throws {
      for _ in 0..<600 where try !done() { try await Task.sleep(for: .milliseconds(50)) }
    }
    func listens(_ server: String) -> Bool {
      let log = try? String(contentsOf: tool.folder.appending(path: "\(server)/log"), encoding: .utf8)
      return log?.contains("ready to accept connections") == true
    }
    try await wait { try servers().contains(where: listens) }
    #expect(try servers().count == 1)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try await wait { try servers().isEmpty }
    #expect(try servers().isEmpty)
  }

  @Test(arguments: [
    ["bogus"], ["schema", "--sandbox"], ["schema", "x.sql"], ["sandbox", "--run", "missing.sql"],
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
