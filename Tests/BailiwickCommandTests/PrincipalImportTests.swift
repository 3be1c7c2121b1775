import Database
import Foundation
import Sandbox
import TestSupport
import Testing

/// Many people in one go: all of a file, or what stands in the password file.
@Suite(.serialized, .takesTurns) struct PrincipalImportTests {
  @Test func everyLineBecomesALogin() async throws {
    try await Shop.with("import") { shop in
      try shop.succeed("migrate", "up")
      let id = "00000000-0000-4000-8000-000000000001"
      try shop.tool.write(
        """
        # who, as what
        \(Shop.tenants[0]), clerk, \(id)
        \(Shop.tenants[1]),clerk

        ,auditor\r
        """, to: "people.csv")
      let made = try shop.succeed("principal", "import", "people.csv", "--password-file", "logins.csv")
      #expect(made == "Made 3 logins; their passwords are in logins.csv.\n")
      let path = shop.tool.folder.appending(path: "logins.csv").path
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
      let lines = try shop.tool.read("logins.csv").split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(lines.map { $0[3] } == [Shop.tenants[0], Shop.tenants[1], ""] && lines[0][2] == id)
      for line in lines {
        let login = try await Connection.open(shop.target.with(user: line[0], password: Secret(line[1])))
        let who = try await login.run("SELECT principal_id::text FROM bailiwick.identity").rows
        #expect(who == [[line[2]]])
        await login.close()
      }
      for line in lines { try shop.succeed("principal", "remove", line[0]) }
      try shop.succeed("migrate", "down")
    }
  }

  @Test func membersNeedNoPasswords() async throws {
    try await Shop.with("import", policy: SessionCommandTests.bound([SessionCommandTests.session])) { shop in
      try shop.succeed("migrate", "up")
      try shop.tool.write("\(Shop.tenants[0]),clerk\n\(Shop.tenants[1]),clerk", to: "people.csv")
      try await shop.refuse(
        ["principal", "import", "people.csv", "--password-file", "logins.csv"], 2, ["leave out --password-file"])
      #expect(try shop.succeed("principal", "import", "people.csv") == "Made 2 members.\n")
      #expect(try await shop.connection.run("SELECT count(*) FROM bailiwick.memberships").rows == [["2"]])
      try shop.succeed("migrate", "down")
    }
  }

  static let slips: [(text: String, words: String)] = [
    ("", "people.csv names nobody"), ("\(Shop.tenants[0])", "people.csv:1: a line is TENANT,ROLES"),
    ("\"\(Shop.tenants[0])\",clerk", "without quotes"),
    ("\(Shop.tenants[0]),clerk\n\(Shop.tenants[0]),clerc", "people.csv:2: the policy has no role \"clerc\""),
    (",clerk", "people.csv:1: clerk acts for a tenant"),
    ("\(Shop.tenants[0]),", "people.csv:1: a login without a role"),
    ("\(Shop.tenants[0]),clerk\n'; DROP TABLE app.orders; --,clerk", "people.csv:2: tenant '; DROP"),
  ]

  /// One line that cannot be, and nobody is made.
  @Test func aLineThatCannotBeStopsAll() async throws {
    try await Shop.with("import") { shop in
      try shop.succeed("migrate", "up")
      let command = ["principal", "import", "people.csv", "--password-file", "logins.csv"]
      try await shop.refuse(command, 2, ["people.csv cannot be read"])
      for slip in Self.slips {
        try shop.tool.write(slip.text, to: "people.csv")
        try await shop.refuse(command, 2, [slip.words])
        #expect(try shop.tool.files().contains("logins.csv") == false)
      }
      try shop.tool.write("\(Shop.tenants[0]),clerk", to: "people.csv")
      try await shop.refuse(["principal", "import", "people.csv"], 2, ["name a new file with --password-file"])
      try await shop.refuse(command.dropLast() + ["people.csv"], 2, ["cannot be made: File exists"])
      // What only the server refuses stops there; what stands before it is done, and its passwords are kept.
      try shop.tool.write("\(Shop.tenants[0]),clerk\n\(Shop.tenants[0]),clerk,no-uuid", to: "people.csv")
      let result = try shop.tool.run(command, environment: shop.environment)
      #expect(result.code == 1 && result.err.contains("people.csv:2: "), "\(result.err)")
      #expect(result.err.contains("; the lines before it are done (1)"), "\(result.err)")
      let logins = try await shop.connection.run("SELECT login::text FROM bailiwick.logins").rows
      #expect(logins.count == 1)
      #expect(try shop.tool.read("logins.csv").hasPrefix(logins.first?.first?.flatMap(\.self) ?? "-"))
      try shop.succeed("principal", "remove", logins[0][0] ?? "")
      try shop.succeed("migrate", "down")
    }
  }
}
