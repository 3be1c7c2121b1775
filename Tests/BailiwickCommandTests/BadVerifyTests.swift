import CanonicalJSON
import Foundation
import PolicyModel
import Sandbox
import TestSupport
import Testing

/// What cannot be verified is never green.
@Suite(.serialized, .takesTurns) struct BadVerifyTests {
  static let verify = ["verify", "--sandbox", "--policy", "policy.json"]

  @Test func whatDoesNotFitIsRefusedBeforeAServerStarts() async throws {
    try await Shop.with("verify", generated: false) { shop in
      try await shop.refuse(Self.verify, 2, ["policy.lock.json is missing", "`bailiwick generate`"])
      try shop.succeed("generate", "--policy", "policy.json")
      for place in ["/proc/nowhere", "policy.json", "policy.json/out"] {
        try await shop.refuse(Self.verify + ["--witnesses", place], 2, ["\(place) cannot be written"])
      }
      var policy = Shop.policy
      policy.tables[0].rules.allows[0].commands.append(.delete)
      try shop.tool.write(policy.json.canonicalText, to: "policy.json")
      try await shop.refuse(Self.verify, 2, ["the policy has changed since policy.lock.json", "generate"])
      try await shop.refuse(
        ["verify", "--policy", "policy.json"], 2, ["the policy has changed since policy.lock.json", "generate"])
      #expect(try shop.tool.files().contains { $0.hasPrefix("out") } == false)
    }
  }

  /// The server names the constraint that lets no row in, and the exit code says that something is open.
  @Test(arguments: ["CHECK (false)", "CHECK (id <> id)", "CHECK (state = 'a' AND state = 'b' AND state IS NOT NULL)"])
  func aTableThatTakesNoRowIsUnproven(_ check: String) async throws {
    let sql = Shop.sql + "\nALTER TABLE app.orders ADD CONSTRAINT shut \(check);"
    try await Shop.with("verify", sql: sql) { shop in
      let result = try shop.tool.run(Self.verify, environment: shop.environment)
      #expect(result.code == 4, "\(result.out)\(result.err)")
      #expect(result.out.contains("UNPROVEN app.orders") && result.out.contains("\"shut\""), "\(result.out)")
      // What hangs on it cannot be shown either.
      #expect(result.out.contains("UNPROVEN app.lines"), "\(result.out)")
      #expect(result.out.contains("proven 1 of 3 tables"), "\(result.out)")
    }
  }

  /// Where no row stands anywhere, nothing was seen or done, and nobody was kept from anything: that is no proof.
  @Test func aDatabaseThatTakesNoRowIsNeverGreen() async throws {
    let sql =
      Shop.sql.replacing(/INSERT [^;]*;/, with: "")
      + "\nALTER TABLE app.tenants ADD CONSTRAINT shut CHECK (id IS NULL);"
    try await Shop.with("verify", sql: sql) { shop in
      let result = try shop.tool.run(Self.verify, environment: shop.environment)
      #expect(result.code == 4, "\(result.out)\(result.err)")
      #expect(result.out.contains("proven 0 of 3 tables"), "\(result.out)")
      #expect(result.out.contains("no cell was asked"), "\(result.out)")
      for table in ["tenants", "orders", "lines"] {
        #expect(result.out.contains("UNPROVEN app.\(table)"), "\(result.out)")
      }
    }
  }
}
