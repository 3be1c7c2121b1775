import CanonicalJSON
import Database
import Foundation
import PolicyModel
import Sandbox
import TestSupport
import Testing

/// Servers that are not there, are not served, or do not let one in; and logins that may too little.
@Suite(.serialized, .takesTurns) struct BadServerTests {
  /// Everything that connects.
  static let commands = [
    ["schema"], ["doctor"], ["migrate", "up"], ["migrate", "down"], ["migrate", "status"], ["migrate", "plan"],
    ["tenant", "list"], ["principal", "list"],
  ]

  private func folder() throws -> Tool {
    let tool = try Tool()
    try tool.write(Shop.sql, to: "sql/migrations/0001_app.up.sql")
    try tool.write(try Example.freight.read("schema.json"), to: "sql/schema.json")
    try tool.write(Example.freight.policy.json.canonicalText, to: "policy.json")
    #expect(try tool.run("generate", "--policy", "policy.json").code == 0)
    return tool
  }

  private func expect(
    _ tool: Tool, _ command: [String], _ words: [String], environment: [String: String]
  ) throws {
    let before = try tool.files()
    let result = try tool.run(command, environment: environment)
    #expect(result.code == 2, "\(command): \(result.out)\(result.err)")
    #expect(result.out.isEmpty, "\(command): \(result.out)")
    #expect(result.err.ranges(of: "error: ").count == 1, "\(command): \(result.err)")
    for word in words { #expect(result.err.contains(word), "\(command): \(result.err)") }
    #expect(try tool.files() == before)
  }

  @Test(arguments: commands)
  func whoNamesNoServerIsToldHow(_ command: [String]) throws {
    let tool = try folder()
    defer { tool.remove() }
    // Where the machine has a server on its default socket, its answer would be another: so there is no socket.
    try expect(tool, command, ["--url, BAILIWICK_URL"], environment: ["PGPORT": "1"])
  }

  @Test(arguments: commands)
  func aServerThatIsNotThereIsNamed(_ command: [String]) throws {
    let tool = try folder()
    defer { tool.remove() }
    try expect(
      tool, command, ["127.0.0.1", "port 1", "Connection refused"], environment: ["PGHOST": "127.0.0.1", "PGPORT": "1"])
    try expect(
      tool, command, ["could not translate host name \"nowhere.invalid\""], environment: ["PGHOST": "nowhere.invalid"])
  }

  @Test(arguments: ["9.6.24", "13.14", "14.9", "19.1"])
  func aVersionThatIsNotServedIsRefused(_ version: String) throws {
    let tool = try folder()
    defer { tool.remove() }
    let server = try FakeServer(version: version)
    defer { server.stop() }
    let environment = ["PGHOST": "127.0.0.1", "PGPORT": "\(server.port)", "PGUSER": "u", "PGSSLMODE": "disable"]
    for command in Self.commands {
      try expect(
        tool, command, ["PostgreSQL \(version)", "is not served", "PostgreSQL 15 to 18"], environment: environment)
    }
  }

  @Test func whoIsNotLetInIsTold() async throws {
    let tool = try folder()
    defer { tool.remove() }
    let server = try await TestServer.start(for: "shop server")
    var environment = tool.environment(for: server.superuser)
    environment["PGDATABASE"] = "elsewhere"
    for command in Self.commands {
      try expect(tool, command, ["\"elsewhere\" does not exist"], environment: environment)
    }
    let password = try #require(environment["PGPASSWORD"])
    environment["PGPASSWORD"] = "wrong-\(password)"
    for command in Self.commands {
      try expect(tool, command, ["password authentication failed for user \"postgres\""], environment: environment)
      let said = try tool.run(command, environment: environment)
      #expect(!said.err.contains(password))
    }
  }

  /// CREATEROLE alone does not do: roles are made, but owners change as well.
  @Test(arguments: ["NOCREATEROLE", "CREATEROLE CREATEDB"])
  func whoMayTooLittleAppliesNothing(_ attributes: String) async throws {
    try await Shop.with("server") { shop in
      _ = try await shop.connection.script("CREATE ROLE lowly LOGIN \(attributes) PASSWORD 'lowly'")
      let lowly = ["PGUSER": "lowly", "PGPASSWORD": "lowly"]
      for command in ["up", "down", "status", "plan"] {
        try await shop.refuse(
          ["migrate", command], 2, ["may not apply this", "bailiwick_ledger", "superuser"], environment: lowly)
      }
      _ = try await shop.connection.script(
        """
        GRANT USAGE, CREATE ON SCHEMA bailiwick_ledger TO lowly; GRANT ALL ON bailiwick_ledger.migrations TO lowly;
        GRANT ALL ON DATABASE \"\(shop.target.database ?? "")\" TO lowly
        """)
      try await shop.refuse(
        ["migrate", "up"], 2, ["\"lowly\" is no superuser", "connect as one"], environment: lowly)
      try shop.succeed("migrate", "up")
      try await shop.refuse(
        ["migrate", "down"], 2, ["\"lowly\" is no superuser", "connect as one"], environment: lowly)
      try await shop.refuse(["tenant", "add", Shop.tenants[0]], 2, ["permission denied"], environment: lowly)
      try await shop.refuse(
        ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk"], 2, ["permission denied"],
        environment: lowly)
      _ = try await shop.connection.script("DROP OWNED BY lowly; DROP ROLE lowly")
    }
  }
}
