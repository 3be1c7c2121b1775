import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `verify` writes every format in one run, and takes what somebody answers for.
@Suite(.serialized, .takesTurns) struct ReportingTests {
  static let verify = ["verify", "--sandbox", "--policy", "policy.json"]

  @Test func everyFormatInOneRun() async throws {
    try await Shop.with("reporting") { shop in
      let file = "sql/migrations/0002_bailiwick.up.sql"
      try shop.tool.write(
        shop.tool.read(file)
          + "\nALTER POLICY floor ON app.orders USING (true) WITH CHECK (true);\n"
          + "ALTER POLICY clerk_select ON app.orders USING (true);\n",
        to: file)
      func run(_ more: String...) throws -> (code: Int32, out: String, err: String) {
        try shop.tool.run(Self.verify + more, environment: shop.environment)
      }
      let written = try run(
        "--report", "html=out.html", "--report", "sarif=out.sarif", "--report", "junit=out.xml", "--report",
        "markdown=out.md", "--format", "json", "--output", "out.json")
      #expect(written.code == 1 && written.out.isEmpty, "\(written.out)\(written.err)")
      #expect(try shop.tool.read("out.html").hasPrefix("<!doctype html>"))
      #expect(try shop.tool.read("out.xml").hasPrefix("<?xml"))
      #expect(try shop.tool.read("out.md").hasPrefix("## Bailiwick: score "))
      let sarif = try JSONValue(parsing: shop.tool.read("out.sarif"))
      #expect(sarif["version"] == .string("2.1.0") && sarif.canonicalText.contains("\"uri\": \"policy.json\""))
      let json = try JSONValue(parsing: shop.tool.read("out.json"))
      guard case .array(let findings)? = json["findings"] else { return #expect(Bool(false), "no findings") }
      let prints = Set(findings.compactMap { $0["fingerprint"] })
      #expect(prints.count == findings.count && findings.contains { $0["id"] == .string("AZ701") })

      // Accepted one by one nothing fails, but all of it is said; the score is not bought by it.
      let entries = prints.map { print in
        JSONValue.object([
          "fingerprint": print, "owner": .string("ann"), "reason": .string("known"), "expires": .string("2999-01-01"),
        ])
      }
      let accepted = JSONValue.object([
        "format": .string("bailiwick-accept"), "version": .integer(1), "accepted": .array(entries),
      ])
      try shop.tool.write(accepted.canonicalText, to: "bailiwick.accept.json")
      let calm = try run()
      #expect(calm.code == 0, "\(calm.out)\(calm.err)")
      #expect(
        calm.out.contains("ACCEPTED app.orders  select  as clerk of A") && calm.out.contains("of them refuted, against")
      )
      #expect(try run("--min-score", "100").code == 4)
    }
  }

  @Test func whatCannotBeToldIsRefusedBeforeAServerStarts() async throws {
    try await Shop.with("reporting refusals") { shop in
      try await shop.refuse(Self.verify + ["--output", "nowhere/out.txt"], 2, ["nowhere/out.txt cannot be written"])
      try await shop.refuse(Self.verify + ["--report", "html=sql"], 2, ["sql cannot be written: it is a folder"])
      try await shop.refuse(Self.verify + ["--accept", "nowhere.json"], 2, ["nowhere.json cannot be read"])
      try shop.tool.write("{\"format\": \"bailiwick-accept\", \"version\": 2}", to: "bailiwick.accept.json")
      try await shop.refuse(
        Self.verify, 2, ["bailiwick.accept.json is no file of acceptances: version: only version 1"])
      for wrong in [["--report", "html"], ["--report", "pdf=x"], ["--min-score", "101"], ["--fail-on", "never"]] {
        #expect(try shop.tool.run(Self.verify + wrong, environment: shop.environment).code == 2, "\(wrong)")
      }
    }
  }
}
