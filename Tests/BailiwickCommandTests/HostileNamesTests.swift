import CanonicalJSON
import Catalog
import Database
import Foundation
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing

/// Names and texts that are SQL, from the schema to what a login sees, by the tool that a user runs.
@Suite(.takesTurns) struct HostileNamesTests {
  typealias Names = HostileNames

  @Test(arguments: TestServer.majors)
  func allTheWayUpAndDown(_ major: Int) async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let server = try await TestServer.start(for: "hostile names", major: major)
    try await server.withDatabase("it's \"\u{301}a\" %I $$ database") { connection, target in
      let environment = tool.environment(for: target)
      func bailiwick(_ arguments: String...) throws -> String {
        let result = try tool.run(arguments, environment: environment)
        #expect(result.code == 0, "\(arguments): \(result.err)")
        #expect(result.err.isEmpty, "\(arguments): \(result.err)")
        return result.out
      }
      try tool.write(Names.sql, to: "sql/migrations/0001_app.up.sql")
      try tool.write(Names.policy.json.canonicalText, to: "policy.json")
      _ = try bailiwick("migrate", "up")
      let before = try await SchemaSnapshot.read(from: connection)
      _ = try bailiwick("schema", "--schema", Names.schema)
      _ = try bailiwick("show", "--policy", "policy.json")
      _ = try bailiwick("check", "--policy", "policy.json")
      _ = try bailiwick("generate", "--policy", "policy.json")
      #expect(try bailiwick("migrate", "plan").contains("0002_bailiwick"))
      #expect(try bailiwick("migrate", "up").contains("applied 0002_bailiwick"))
      #expect(try bailiwick("tenant", "list").contains(Names.tenantKeys[0]))

      let logins = try Names.roles.enumerated().map { number, role in
        let out = try bailiwick(
          "principal", "add", "--tenant", Names.tenantKeys[0], "--role", role, "--password-file", "password-\(number)")
        return try #require(out.split(separator: "\n").first?.split(separator: " ").last).description
      }
      for (number, login) in logins.enumerated() where number != 1 {
        let password = try tool.read("password-\(number)").dropLast()
        let session = try await Connection.open(target.with(user: login, password: Secret(String(password))))
        let seen = try await session.run(
          "SELECT count(*), min(id), max(id) FROM \(Names.table(Names.orders))"
        ).rows
        #expect(seen == [["5", "2", "10"]], "\(Names.roles[number])")
        #expect(try await session.run("SELECT count(*) FROM \(Names.table(Names.lines))").rows == [["5"]])
        #expect(try await session.run("SELECT * FROM \(Names.table(Names.tenants))").rows == [[Names.tenantKeys[0]]])
        #expect(try await session.run("SELECT * FROM \(Names.table(Names.shared))").rows == [["1"]])
      }
      let writer = try await Connection.open(
        target.with(user: logins[1], password: Secret(String(try tool.read("password-1").dropLast()))))
      let insert = "INSERT INTO \(Names.table(Names.orders)) (id, \(Names.quoted(Names.state))) VALUES ($1, $2)"
      for (number, text) in Names.texts.enumerated() { _ = try await writer.run(insert, ["\(100 + number)", text]) }
      let refused = await #expect(throws: DatabaseError.self) { try await writer.run(insert, ["200", "plain"]) }
      #expect(refused?.sqlState == "42501")

      // Each cell of the policy agrees too, in a sandbox and in a copy of this database.
      let place = major == 15 ? ["--sandbox"] : []
      let proof = try tool.run(
        ["verify", "--policy", "policy.json", "--witnesses", "out"] + place, environment: environment)
      #expect(proof.code == 0, "\(proof.out)\(proof.err)")
      for login in logins { _ = try bailiwick("principal", "remove", login) }
      #expect(try bailiwick("migrate", "down").contains("took back 0002_bailiwick"))
      #expect(try await SchemaSnapshot.read(from: connection) == before)
      #expect(
        try await connection.run("SELECT (SELECT count(*) FROM public.x) + (SELECT count(*) FROM public.y)").rows == [
          ["0"]
        ])
    }
  }

  /// What cannot be a name on the server is refused with the place, and nothing is written.
  @Test(arguments: [
    ("policy", String(repeating: "p", count: 64), "63 bytes are the limit"), ("policy", "", "cannot be called"),
    ("policy", "pg", "keeps roles that begin with pg_"), ("policy", "a\0b", "cannot be called"),
    ("policy", "bailiwick", "cannot be called"), ("role", String(repeating: "é", count: 40), "63 are the limit"),
    ("role", "", "cannot be called"), ("role", "_owner", "cannot be called"), ("role", "a\0b", "cannot be called"),
  ])
  func whatIsNoNameIsRefused(_ kind: String, _ name: String, _ message: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    var policy = Example.freight.policy
    if kind == "policy" { policy.name = name } else { policy.roles.append(RoleClause(name)) }
    try tool.write(try Example.freight.read("schema.json"), to: "sql/schema.json")
    try tool.write(policy.json.canonicalText, to: "policy.json")
    let result = try tool.run("generate", "--policy", "policy.json")
    #expect(result.code == 2)
    #expect(result.err.contains(message), "\(result.err)")
    #expect(try tool.files() == ["policy.json", "sql/schema.json"])
  }

  /// A constant that is none of its type is refused before there is SQL.
  @Test(arguments: [
    Literal.uuid("'; DROP TABLE app.notes; --"), .uuid("00000000-0000-4000-8000-00000000000g"),
    .date("2026-02-30"), .date("'::text"), .date("today"), .timestamp("now"), .timestamp("2026-13-01T00:00:00Z"),
    .timestamp("2026-11-24 12:00:00"),
    .decimal("1; DROP TABLE app.notes"), .decimal("1e"), .decimal("."), .decimal("NaN"), .decimal(""),
  ])
  func whatIsNoConstantIsRefused(_ literal: Literal) throws {
    let tool = try Tool()
    defer { tool.remove() }
    var policy = Example.freight.policy
    let column =
      switch literal {
      case .uuid: "id"
      case .decimal: "weight_kg"
      default: "created_at"
      }
    policy.tables[1].rules.allows.append(
      AllowRule([.delete], to: ["clerk"], where: .compare(.column(column), .equal, .literal(literal))))
    try tool.write(try Example.freight.read("schema.json"), to: "sql/schema.json")
    try tool.write(policy.json.canonicalText, to: "policy.json")
    let result = try tool.run("generate", "--policy", "policy.json")
    #expect(result.code == 2, "\(literal): \(result.out)")
    #expect(result.err.contains("AZ112") && result.err.contains("\(literal) is no "), "\(result.err)")
    #expect(try tool.files() == ["policy.json", "sql/schema.json"])
  }

  /// Swift takes an accented letter and a letter with an accent for one name; the server does not.
  @Test func namesThatLookTheSameAreRefused() async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let server = try await TestServer.start(for: "hostile twins")
    try await server.withDatabase("twins") { connection, target in
      _ = try await connection.script(
        "CREATE SCHEMA app; CREATE TABLE app.\"\u{e9}\" (id int); CREATE TABLE app.\"e\u{301}\" (id int)")
      let result = try tool.run("schema", "--schema", "app", environment: tool.environment(for: target))
      #expect(result.code == 2)
      #expect(result.err.contains("names look the same"), "\(result.err)")
      #expect(try tool.files() == [])
    }
  }
}
