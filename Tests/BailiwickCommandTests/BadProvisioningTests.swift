import CanonicalJSON
import Database
import Foundation
import PolicyModel
import Sandbox
import TestSupport
import Testing

/// Tenants and logins that cannot be, and a password that nobody else sees.
@Suite(.serialized, .takesTurns) struct BadProvisioningTests {
  static let slips: [(arguments: [String], words: [String])] = [
    (["tenant", "add", "00000000-0000-4000-8000-00000000000f"], ["the application has no tenant 00000000"]),
    (["tenant", "add", "'; DROP SCHEMA app CASCADE; --"], ["the application has no tenant ';"]),
    (["tenant", "suspend", "' OR true --"], ["tenant ' OR true -- may not act yet"]),
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerc"],
      ["no role \"clerc\"", "did you mean \"clerk\"?"]
    ),
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk\"; DROP ROLE postgres; --"],
      ["the policy has no role"]
    ),
    (["principal", "add", "--role", "clerk"], ["clerk acts for a tenant: add --tenant"]),
    (["principal", "add", "--tenant", Shop.tenants[0], "--role", "auditor"], ["leave out --tenant"]),
    (["principal", "add", "--role", "auditor", "--role", "clerk"], ["make two logins"]),
    (["principal", "add", "--tenant", "x'); DROP TABLE app.orders; --", "--role", "clerk"], ["may not act yet"]),
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--id", "'; DROP TABLE app.orders; --"],
      ["invalid input syntax for type uuid"]
    ),
    (["principal", "suspend", "' OR true --"], ["there is no login or principal"]),
    (["principal", "remove", "postgres"], ["there is no login or principal postgres"]),
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--password-file", "policy.json"],
      ["policy.json cannot be made: File exists", "nothing was changed"]
    ),
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--password-file", "nowhere/password"],
      ["nowhere/password cannot be made", "nothing was changed"]
    ),
    // The file is reserved before the login is made, and goes with the refusal.
    (
      ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerc", "--password-file", "password"],
      ["no role \"clerc\""]
    ),
  ]

  @Test func whatCannotBeProvisionedChangesNothing() async throws {
    try await Shop.with("provisioning") { shop in
      try await shop.refuse(["tenant", "list"], 2, ["no schema bailiwick", "`bailiwick migrate up`"])
      try shop.succeed("migrate", "up")
      let policy = try shop.tool.read("policy.json")
      for (arguments, words) in Self.slips { try await shop.refuse(arguments, 2, words) }
      #expect(try shop.tool.read("policy.json") == policy)
      #expect(try !shop.tool.files().contains("password"))
      #expect(try shop.succeed("principal", "list") == "")
      try shop.succeed("migrate", "down")
    }
  }

  /// Neither the server's log, with every statement and its parameters, nor the list of processes holds it.
  @Test func nobodyElseSeesThePassword() async throws {
    let installation = try PostgresInstallation.find(major: 15)
    let settings = ["log_statement": "all", "log_min_duration_statement": "0", "log_parameter_max_length": "-1"]
    try await Sandbox.with(installation, settings: settings) { server in
      try await server.withDatabase("shop") { connection, target in
        let tool = try Tool()
        defer { tool.remove() }
        let shop = Shop(tool: tool, connection: connection, target: target)
        try tool.write(Shop.sql, to: "sql/migrations/0001_app.up.sql")
        try tool.write(Shop.policy.json.canonicalText, to: "policy.json")
        try shop.succeed("migrate", "up")
        try shop.succeed("schema", "--schema", "app")
        try shop.succeed("generate", "--policy", "policy.json")
        try shop.succeed("migrate", "up")
        let out = try shop.succeed(
          "principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--password-file", "password")
        let password = try tool.read("password").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(password.count > 30 && !out.contains(password))
        let attributes = try FileManager.default.attributesOfItem(atPath: tool.folder.appending(path: "password").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let login = try #require(out.split(separator: "\n").first?.split(separator: " ").last).description
        _ = try await Connection.open(target.with(user: login, password: Secret(password)))
        let log = try String(contentsOfFile: server.directory + "/log", encoding: .utf8)
        #expect(log.contains("CREATE ROLE \(login) LOGIN"), "the log holds the statements")
        #expect(!log.contains(password))
        let administrator = try #require(target.password).reveal()
        #expect(!log.contains(administrator))
        try await Self.nobodyLists([password, administrator], while: shop)
      }
    }
  }

  /// Looks at every process of the machine while one of the tool's own is running.
  private static func nobodyLists(_ passwords: [String], while shop: Shop) async throws {
    try shop.tool.write("SELECT pg_sleep(3600);", to: "sql/migrations/0003_slow.up.sql")
    let runner = try shop.tool.start("migrate", "up", environment: shop.environment)
    var asleep = false
    for _ in 0..<1200 where !asleep {
      asleep =
        try await shop.connection.run("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'").rows
        == [["1"]]
      if !asleep { try await Task.sleep(for: .milliseconds(50)) }
    }
    #expect(asleep)
    var commands: [String] = []
    for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(process) != nil {
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
      commands.append(String(decoding: data, as: UTF8.self))
    }
    #expect(commands.contains { $0.contains("migrate\0up") })
    for password in passwords { #expect(!commands.contains { $0.contains(password) }) }
    kill(runner.processIdentifier, SIGKILL)
    runner.waitUntilExit()
  }
}
