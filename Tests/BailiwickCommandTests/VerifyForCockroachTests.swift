import CanonicalJSON
import Foundation
import PolicyModel
import Sandbox
import TestSupport
import Testing

/// `bailiwick verify` of migrations for CockroachDB, where there is no such server: PostgreSQL answers in its place, and
/// nothing is proven by that.
@Suite(.serialized, .takesTurns) struct VerifyForCockroachTests {
  static let files = ["--policy", "policy.json", "--migrations", "cockroach", "--lock", "cockroach.lock.json"]
  static let verify = ["verify", "--sandbox", "--engine", "cockroachdb-25.4"] + files

  private func with(_ body: @Sendable (Shop) async throws -> Void) async throws {
    try await Shop.with("verify cockroach", generated: false) { shop in
      try shop.tool.write(Shop.sql, to: "cockroach/0001_app.up.sql")
      let generated = try shop.tool.run(["generate", "--engine", "cockroachdb-25.4"] + Self.files)
      #expect(generated.code == 0, "\(generated.err)")
      try await body(shop)
    }
  }

  @Test func whatAgreesIsUnprovenAndSaysWhy() async throws {
    try await with { shop in
      let result = try shop.tool.run(Self.verify)
      #expect(result.code == 4, "\(result.out)\(result.err)")
      #expect(result.out.hasPrefix("cockroachdb 25.4, executed on postgresql "), "\(result.out)")
      #expect(result.out.contains("UNPROVEN executed on postgresql "), "\(result.out)")
      #expect(result.out.contains(", no CockroachDB server\n"), "\(result.out)")
      #expect(result.out.contains("Refuted 0 · unproven 3 · proven 0 of 3 tables"), "\(result.out)")
      let json = try shop.tool.run(Self.verify + ["--format", "json"])
      #expect(json.code == 4 && json.out.contains("\"migrationsFor\": \"cockroachdb 25.4\""), "\(json.out)")
      #expect(!json.out.contains("\"proven\""), "\(json.out)")
    }
  }

  /// The file opens what the policy closes: the cells find it, the plan is held against it, and the witness replays.
  @Test func whatDiffersIsRefuted() async throws {
    try await with { shop in
      let file = "cockroach/0002_bailiwick.up.sql"
      let text = try shop.tool.read(file)
      try shop.tool.write(
        text + "\nDROP POLICY floor ON app.orders;\nALTER POLICY clerk_select ON app.orders USING (true);\n", to: file)
      let result = try shop.tool.run(Self.verify + ["--witnesses", "witnesses"])
      #expect(result.code == 1, "\(result.out)\(result.err)")
      #expect(result.out.contains("LEAK     app.orders  select  as clerk of A"), "\(result.out)")
      #expect(result.out.contains("ALTERED  app.orders: policy floor is missing"), "\(result.out)")
      let witness = try shop.tool.run("sandbox", "--run", "witnesses/witness-1.sql")
      #expect(witness.code == 0 && witness.out.split(separator: "\n").count > 1, "\(witness.out)\(witness.err)")
    }
  }

  @Test func whatCannotBeAskedIsSaid() async throws {
    try await with { shop in
      let url = ["verify", "--url", "host=127.0.0.1"] + Self.files
      try await shop.refuse(url, 2, ["for CockroachDB 25.4, whose catalog is not read", "verify --sandbox"])
      try await shop.refuse(["drift"] + Self.files, 2, ["for CockroachDB 25.4, whose catalog is not read"])
      let other = Self.verify.map { $0 == "cockroachdb-25.4" ? "postgresql-18" : $0 }
      try await shop.refuse(other, 2, ["cockroach.lock.json belongs to migrations for CockroachDB 25.4", "--lock"])
      try await shop.refuse(["sandbox", "--engine", "cockroachdb-25.4"], 2, ["`cockroach`", "BAILIWICK_COCKROACH"])
      // What PostgreSQL does not read is said as what it is.
      try shop.tool.write(Shop.sql + "\nCREATE TABLE app.crdb (a STRING);", to: "cockroach/0001_app.up.sql")
      try await shop.refuse(Self.verify, 2, ["string", "does not exist"])
    }
  }

  /// Where there is a node, it takes the files first; this one is a PostgreSQL, to which no runner takes them.
  @Test func aNodeThatRefusesTheFilesEndsIt() async throws {
    try await with { shop in
      let node = try FakeCockroach()
      defer { node.remove() }
      let environment = ["BAILIWICK_COCKROACH": node.program]
      try await shop.refuse(
        Self.verify, 1, ["CockroachDB v25.4.2 does not take the migrations", "is for CockroachDB"],
        environment: environment)
    }
  }

  /// A server that calls itself CockroachDB is no server whose catalog is read.
  @Test func aLiveClusterIsNamedAsNotRead() async throws {
    try await Shop.with("verify cockroach") { shop in
      let server = try FakeServer(says: "CockroachDB CCL v25.4.2 (x86_64-pc-linux-gnu)")
      defer { server.stop() }
      try await shop.refuse(
        ["verify", "--policy", "policy.json", "--url", "postgresql://x@127.0.0.1:\(server.port)/x?sslmode=disable"], 2,
        ["CockroachDB CCL v25.4.2", "is not served"])
    }
  }
}
