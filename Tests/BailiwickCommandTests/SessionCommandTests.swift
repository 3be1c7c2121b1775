import CanonicalJSON
import Database
import Foundation
import PolicyModel
import Sandbox
import TestSupport
import Testing

/// Members, services and sessions from the command line: the way to a bound session, what the binding does not have, and
/// a token that nobody else sees.
@Suite(.serialized, .takesTurns) struct SessionCommandTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))

  static func bound(_ bindings: [BindClause]) -> Policy {
    var policy = Shop.policy
    policy.bindings = bindings
    return policy
  }

  /// The word after the label at the beginning of a line.
  static func word(_ label: String, _ text: String) throws -> String {
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(label + " ") }, "\(text)")
    return try #require(line.split(separator: " ", omittingEmptySubsequences: true).dropFirst().first).description
  }

  @Test func theWayToABoundSession() async throws {
    try await Shop.with("sessions", policy: Self.bound([Self.session])) { shop in
      try shop.succeed("migrate", "up")
      let added = try shop.succeed("principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk")
      let id = try Self.word("principal", added)
      #expect(added.contains("Next: `bailiwick session open \(id)`"))
      try await shop.refuse(["session", "open", id], 2, ["`bailiwick service add pool`"])
      let login = try Self.word(
        "login", try shop.succeed("service", "add", "pool", "--password-file", "pool"))
      let opened = try shop.succeed("session", "open", id, "--for", "30m", "--token-file", "token")
      #expect(opened.contains("ends in    30 minutes, or when it is not refreshed for 30 minutes"))
      let (password, token) = (try shop.tool.read("pool").trimmed, try shop.tool.read("token").trimmed)
      #expect(!opened.contains(token) && token.count > 30)
      let pool = try await Connection.open(shop.target.with(user: login, password: Secret(password)))
      _ = try await pool.run("BEGIN")
      _ = try await pool.run("SELECT bailiwick.bind($1)", [token])
      #expect(
        try await pool.run("SELECT roles, tenant_id FROM bailiwick.identity").rows == [["{clerk}", Shop.tenants[0]]])
      _ = try await pool.run("COMMIT")
      #expect(try shop.succeed("session", "list").contains("\(Shop.tenants[0])  clerk  open"))
      #expect(try shop.succeed("service", "list") == "\(login)  pool  1 open session\n")
      #expect(try shop.succeed("principal", "list").contains("clerk  active, 1 open session  principal \(id)"))
      #expect(try shop.succeed("tenant", "list").contains("\(Shop.tenants[0])  active  1 member"))
      // For programs the same, each row by the names of its parts.
      for (noun, member) in [
        ("tenant", "\"state\": \"active\""), ("principal", "\"principal\": \"\(id)\""),
        ("service", "\"login\": \"\(login)\""), ("session", "\"pool\": \"\(login)\""),
      ] {
        let json = try shop.succeed(noun, "list", "--format", "json")
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["format"] as? String == "bailiwick-\(noun)s" && json.contains(member), "\(json)")
        #expect((object["\(noun)s"] as? [Any])?.isEmpty == false && !json.contains(token))
      }
      try shop.succeed("session", "end", try Self.word("session", opened))
      #expect(try shop.succeed("session", "list") == "")
      try shop.succeed("session", "open", id)
      #expect(try shop.succeed("session", "revoke", id) == "1 session ended.\n")
      #expect(try shop.succeed("principal", "remove", id) == "Removed: 1 membership\n")
      #expect(try shop.succeed("service", "remove", login).contains("Removed \(login)"))
      try shop.succeed("migrate", "down")
    }
  }

  /// A login without a person is made, listed as what it is, stopped and taken away by its name.
  @Test func aLoginMayHaveNoPerson() async throws {
    var policy = Self.bound([])
    policy.roles.append(RoleClause("visitor", anonymous: true))
    policy.tables[0].rules.allows.append(AllowRule([.select], to: ["visitor"]))
    try await Shop.with("sessions", policy: policy) { shop in
      try shop.succeed("migrate", "up")
      let tenant = Shop.tenants[0]
      let made = try shop.succeed(
        "principal", "add", "--anonymous", "--tenant", tenant, "--role", "visitor", "--password-file", "visitor")
      #expect(made.contains("acts for   \(tenant) as visitor, no person\n"))
      let login = try Self.word("login", made)
      let visitor = try await Connection.open(
        shop.target.with(user: login, password: Secret(try shop.tool.read("visitor").trimmed)))
      #expect(
        try await visitor.run("SELECT principal_id, tenant_id, roles FROM bailiwick.identity").rows
          == [[nil, tenant, "{visitor}"]])
      #expect(try shop.succeed("principal", "list") == "\(login)  \(tenant)  visitor  active  no person\n")
      #expect(try !shop.succeed("principal", "list", "--format", "json").contains("\"principal\""))
      for slip in [
        ["--role", "visitor"], ["--tenant", tenant, "--role", "visitor", "--bound"],
        ["--tenant", tenant, "--role", "visitor", "--id", "x"],
      ] {
        let result = try shop.tool.run(["principal", "add", "--anonymous"] + slip, environment: shop.environment)
        #expect(result.code == 2 && result.err.contains("--anonymous"), "\(slip): \(result.err)")
      }
      try await shop.refuse(
        ["principal", "add", "--anonymous", "--tenant", tenant, "--role", "clerk"], 2, ["clerk is held by persons"])
      let stays = try shop.tool.run(["migrate", "down"], environment: shop.environment)
      #expect(stays.code != 0 && stays.err.contains("logins remain"), "\(stays.err)")
      #expect(try shop.succeed("principal", "suspend", login).contains(login))
      #expect(try shop.succeed("principal", "remove", login) == "Removed: \(login)\n")
      try shop.succeed("migrate", "down")
    }
  }

  /// A session without a person is opened for a tenant and roles, listed as what it is, and ended by name or with the others.
  @Test func aSessionMayHaveNoPerson() async throws {
    var policy = Self.bound([Self.session])
    policy.roles.append(RoleClause("visitor", anonymous: true))
    policy.tables[0].rules.allows.append(AllowRule([.select], to: ["visitor"]))
    try await Shop.with("sessions", policy: policy) { shop in
      try shop.succeed("migrate", "up")
      let login = try Self.word("login", try shop.succeed("service", "add", "pool", "--password-file", "pool"))
      let tenant = Shop.tenants[0]
      let asked = ["session", "open", "--anonymous", "--tenant", tenant]
      let opened = try shop.succeed("session", "open", "--anonymous", "--tenant", tenant, "--role", "visitor")
      #expect(opened.contains("acts for   \(tenant) as visitor\n"))
      let pool = try await Connection.open(
        shop.target.with(user: login, password: Secret(try shop.tool.read("pool").trimmed)))
      _ = try await pool.run("BEGIN")
      _ = try await pool.run("SELECT bailiwick.bind($1)", [try Self.word("token", opened)])
      #expect(
        try await pool.run("SELECT principal_id, tenant_id, roles FROM bailiwick.identity").rows
          == [[nil, tenant, "{visitor}"]])
      _ = try await pool.run("COMMIT")
      #expect(try shop.succeed("session", "list").contains("\(tenant)  visitor  open"))
      #expect(try shop.succeed("session", "list").contains("  no person  pool \(login)"))
      #expect(try !shop.succeed("session", "list", "--format", "json").contains("\"principal\""))
      #expect(try shop.succeed("service", "list") == "\(login)  pool  1 open session\n")
      try await shop.refuse(asked + ["--role", "clerk"], 2, ["clerk is held by persons", "they have visitor"])
      try await shop.refuse(
        ["principal", "add", "--tenant", tenant, "--role", "visitor"], 2, ["visitor is held without a person"])
      for slip in [
        ["session", "open"], asked, ["session", "open", "--anonymous", "--role", "visitor"],
        ["session", "open", "x", "--anonymous"], ["session", "open", "x", "--role", "visitor"],
        ["session", "revoke"], ["session", "revoke", "--anonymous"], ["session", "revoke", "x", "--tenant", tenant],
      ] {
        let result = try shop.tool.run(slip, environment: shop.environment)
        #expect(result.code == 2 && result.err.contains("--anonymous"), "\(slip): \(result.err)")
      }
      try shop.succeed("session", "end", try Self.word("session", opened))
      #expect(try shop.succeed("session", "list") == "")
      try shop.succeed("session", "open", "--anonymous", "--tenant", tenant, "--role", "visitor")
      #expect(try shop.succeed("session", "revoke", "--anonymous", "--tenant", tenant) == "1 session ended.\n")
      try shop.succeed("service", "remove", login)
      try shop.succeed("migrate", "down")
    }
  }

  /// What whoever has no person is by settings is said of a tenant, listed as what it is, and taken back.
  @Test func aSettingMaySayThatThereIsNoPerson() async throws {
    var policy = Self.bound([BindClause(.setting)])
    policy.roles.append(RoleClause("visitor", anonymous: true))
    policy.tables[0].rules.allows.append(AllowRule([.select], to: ["visitor"]))
    try await Shop.with("sessions", policy: policy) { shop in
      try shop.succeed("migrate", "up")
      let login = try Self.word("login", try shop.succeed("service", "add", "pool", "--password-file", "pool"))
      let tenant = Shop.tenants[0]
      let pool = try await Connection.open(
        shop.target.with(user: login, password: Secret(try shop.tool.read("pool").trimmed)))
      func roles() async throws -> [[String?]] {
        _ = try await pool.run("BEGIN")
        do {
          _ = try await pool.run("SELECT bailiwick.act_as_anonymous($1)", [tenant])
          let rows = try await pool.run("SELECT principal_id, tenant_id, roles FROM bailiwick.identity").rows
          _ = try await pool.run("COMMIT")
          return rows
        } catch {
          _ = try await pool.run("ROLLBACK")
          throw error
        }
      }
      await #expect(throws: DatabaseError.self) { try await roles() }
      #expect(
        try shop.succeed("principal", "add", "--anonymous", "--tenant", tenant, "--role", "visitor")
          == "no person  in \(tenant) is visitor\n")
      #expect(try await roles() == [[nil, tenant, "{visitor}"]])
      #expect(try shop.succeed("principal", "list") == "member  \(tenant)  visitor  active  no person\n")
      #expect(try !shop.succeed("principal", "list", "--format", "json").contains("\"principal\""))
      for slip in [["remove"], ["remove", "--anonymous"], ["remove", "x", "--anonymous", "--tenant", tenant]] {
        let result = try shop.tool.run(["principal"] + slip, environment: shop.environment)
        #expect(result.code == 2 && result.err.contains("--anonymous"), "\(slip): \(result.err)")
      }
      #expect(
        try shop.succeed("principal", "remove", "--anonymous", "--tenant", tenant)
          == "Whoever has no person is nobody in \(tenant) from the next statement on.\n")
      try await shop.refuse(
        ["principal", "remove", "--anonymous", "--tenant", tenant], 2, ["is nobody in \(tenant) already"])
      await #expect(throws: DatabaseError.self) { try await roles() }
      await pool.close()
      try shop.succeed("service", "remove", login)
      try shop.succeed("migrate", "down")
    }
  }

  /// A role of a level opens nothing until somebody says at what, and the command that makes it says how.
  @Test(arguments: [[], [session]]) func aRoleOfALevelIsHeldAtWhatIsSaid(_ bindings: [BindClause]) async throws {
    var policy = Self.bound(bindings)
    policy.levels = [LevelClause("order", in: "app.orders")]
    policy.roles.append(RoleClause("packer", at: "order"))
    policy.tables[0].rules.allows.append(AllowRule([.select], to: ["packer"]))
    try await Shop.with("sessions", policy: policy) { shop in
      try shop.succeed("migrate", "up")
      _ = try await shop.connection.run("INSERT INTO app.orders (id, tenant_id) VALUES ($1, $1)", [Shop.tenants[0]])
      let added = try shop.succeed("principal", "add", "--tenant", Shop.tenants[0], "--role", "packer")
      let name = try Self.word(bindings.isEmpty ? "login" : "principal", added)
      let hint = "packer is held at no order yet: `bailiwick principal grant \(name) --role packer --at KEY`"
      #expect(added.contains(hint), "\(added)")
      let key = Shop.tenants[0]
      let held = try shop.succeed("principal", "grant", name, "--role", "packer", "--at", key)
      #expect(held.hasPrefix("\(name) holds packer at \(key)"))
      let table = bindings.isEmpty ? "login_levels" : "membership_levels"
      #expect(try await shop.connection.run("SELECT level_id FROM bailiwick.\(table)").rows == [[key]])
      try await shop.refuse(
        ["principal", "grant", name, "--role", "clerk", "--at", key], 2, ["held in the whole tenant: leave out --at"])
      try shop.succeed("principal", "revoke", name, "--role", "packer", "--at", key)
      #expect(try await shop.connection.run("SELECT level_id FROM bailiwick.\(table)").rows.isEmpty)
      try await shop.refuse(
        ["principal", "revoke", name, "--role", "packer", "--at", key], 2, ["packer is not held at \(key)"])
      try shop.succeed("principal", "remove", name)
      try shop.succeed("migrate", "down")
    }
  }

  static let slips: [(bindings: [BindClause], arguments: [String], words: [String])] = [
    ([], ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--bound"], ["makes pools"]),
    ([], ["service", "add", "pool"], ["each principal has a login of its own"]),
    ([], ["session", "list"], ["nobody opens sessions"]),
    ([BindClause(.setting)], ["service", "add", "authenticator"], ["there are no sessions"]),
    ([BindClause(.setting)], ["session", "open", "x"], ["there are no sessions"]),
    (
      [session], ["principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk", "--password-file", "p"],
      ["a member has no password"]
    ),
    ([session], ["principal", "rotate", "x"], ["principals have no logins"]),
    ([session], ["principal", "grant", "' OR true --", "--role", "clerk"], ["is a member of no tenant"]),
    ([session], ["principal", "suspend", "' OR true --"], ["there is no login or principal"]),
    ([session], ["session", "end", "%%%%%%%%"], ["no single session is called %%%%%%%%"]),
    (
      [session], ["session", "revoke", "--anonymous", "--tenant", Shop.tenants[0]],
      ["declares no role that is held without a person"]
    ),
    (
      [session], ["session", "open", "--anonymous", "--tenant", Shop.tenants[0], "--role", "clerk"],
      ["clerk is held by persons", "it declares none"]
    ),
    ([session], ["session", "revoke", "nobody"], ["there is no login or principal nobody"]),
    ([session], ["service", "remove", "postgres"], ["no pool or authenticator postgres"]),
    ([session], ["service", "rotate", "postgres", "--password-file", "p"], ["no pool or authenticator postgres"]),
  ]

  @Test(arguments: [[], [BindClause(.setting)], [session]])
  func whatTheBindingDoesNotHaveIsSaidAndChangesNothing(_ bindings: [BindClause]) async throws {
    try await Shop.with("sessions", policy: Self.bound(bindings)) { shop in
      try shop.succeed("migrate", "up")
      for slip in Self.slips where slip.bindings == bindings { try await shop.refuse(slip.arguments, 2, slip.words) }
      for length in ["0s", "30", "h", "-1h", "9999999999999999999d"] {
        let result = try shop.tool.run("session", "open", "x", "--for", length, environment: shop.environment)
        #expect(result.code == 2, "\(length)")
      }
      #expect(try !shop.tool.files().contains("p"))
      try shop.succeed("migrate", "down")
    }
  }

  /// The server logs every statement with its parameters, and still only sees the hash.
  @Test func nobodyElseSeesTheToken() async throws {
    let settings = ["log_statement": "all", "log_min_duration_statement": "0", "log_parameter_max_length": "-1"]
    try await Sandbox.with(PostgresInstallation.find(major: 15), settings: settings) { server in
      try await server.withDatabase("shop") { connection, target in
        let tool = try Tool()
        defer { tool.remove() }
        let shop = Shop(tool: tool, connection: connection, target: target)
        try tool.write(Shop.sql, to: "sql/migrations/0001_app.up.sql")
        try tool.write(Self.bound([Self.session]).json.canonicalText, to: "policy.json")
        try shop.succeed("migrate", "up")
        try shop.succeed("schema", "--schema", "app")
        try shop.succeed("generate", "--policy", "policy.json")
        try shop.succeed("migrate", "up")
        let id = try Self.word(
          "principal", try shop.succeed("principal", "add", "--tenant", Shop.tenants[0], "--role", "clerk"))
        try shop.succeed("service", "add", "pool", "--password-file", "pool")
        let opened = try shop.succeed("session", "open", id, "--token-file", "token")
        let token = try tool.read("token").trimmed
        let attributes = try FileManager.default.attributesOfItem(atPath: tool.folder.appending(path: "token").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let log = try String(contentsOfFile: server.directory + "/log", encoding: .utf8)
        #expect(log.contains(try Self.word("session", opened)), "the log holds the parameters")
        let password = try tool.read("pool").trimmed
        #expect(!log.contains(token) && !log.contains(password))
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
