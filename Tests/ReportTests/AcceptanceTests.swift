import CanonicalJSON
import Testing

@testable import Report
@testable import Verification

/// What somebody answers for does not fail, is always printed, and ends.
@Suite struct AcceptanceTests {
  private func file(_ entries: String) throws -> AcceptanceFile {
    try AcceptanceFile(
      json: JSONValue(parsing: "{\"format\": \"bailiwick-accept\", \"version\": 1, \"accepted\": [\(entries)]}"))
  }
  private func entry(_ subject: String, expires: String = "2026-11-24") -> String {
    "{\(subject), \"owner\": \"ann\", \"reason\": \"dropped in May\", \"expires\": \"\(expires)\"}"
  }

  @Test func anAcceptedLeakIsSaidAndDoesNotFail() throws {
    var report = try SampleProof.clean()
    report.disagreements = [SampleProof.leak()]
    let print = try #require(try SampleProof.proof(report).findings.first).fingerprint
    let accepted = try file(entry("\"fingerprint\": \"\(print)\""))
    let proof = try SampleProof.proof(report, accepted: accepted)
    #expect(proof.exitCode(failOn: .unproven, minimum: nil) == 0)
    let text = proof.text()
    #expect(
      text.contains("ACCEPTED app.shipments") && text.contains("accepted by ann until 2026-11-24: dropped in May"))
    #expect(text.contains("Refuted 1 ") && text.contains("accepted 1 finding, 1 of them refuted"), "\(text)")
    // Neither verdict nor score is bought by it.
    #expect(proof.score < 100)
    // The day after it counts again, and so does the entry.
    let late = try SampleProof.proof(report, accepted: accepted, today: "2026-11-25")
    #expect(late.findings.map(\.rule.id) == ["AZ701", "AZ731"] && late.exitCode(failOn: .unproven, minimum: nil) == 1)
    // Another leak of the same table is another finding.
    report.disagreements.append(SampleProof.leak(caller: "viewer of B"))
    #expect(try SampleProof.proof(report, accepted: accepted).exitCode(failOn: .unproven, minimum: nil) == 1)
  }

  @Test func anEntryForNothingIsAFinding() throws {
    let proof = try SampleProof.proof(SampleProof.clean(), accepted: file(entry("\"fingerprint\": \"gone\"")))
    #expect(proof.findings.map(\.rule.id) == ["AZ732"] && proof.exitCode(failOn: .unproven, minimum: nil) == 4)
    #expect(proof.exitCode(failOn: .altered, minimum: nil) == 0)
  }

  @Test func rulesAreAcceptedByTable() throws {
    let report = try SampleProof.mixed()
    let proof = try SampleProof.proof(
      report,
      accepted: file(
        [
          entry("\"id\": \"AZ711\", \"table\": \"app.shipments\""),
          entry("\"id\": \"AZ721\", \"table\": \"app.notes\""),
          entry("\"id\": \"AZ712\""),
        ].joined(separator: ",")))
    #expect(proof.accepted.map(\.rule.id) == ["AZ711", "AZ712", "AZ721"])
    #expect(proof.open(.refuted).count == 2 && proof.open(.stale).isEmpty)
  }

  @Test(arguments: [
    ("\"id\": \"AZ701\", \"table\": \"app.shipments\"", "by \"fingerprint\" only"),
    ("\"id\": \"AZ799\"", "no finding has the id"),
    ("\"id\": \"AZ731\"", "cannot be accepted"), ("\"table\": \"app.notes\"", "expected either"),
    ("\"id\": \"AZ711\", \"fingerprint\": \"x\"", "expected either"),
    ("\"fingerprint\": \"x\", \"because\": \"x\"", "unknown member"),
  ]) func whatIsTooWideIsRefused(_ what: (String, String)) throws {
    let error = #expect(throws: JSONDecodingError.self) { try file(entry(what.0)) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(what.1))
  }

  @Test(arguments: ["never", "2026-02-30", "infinity", "", "2026-1-1"]) func anEntryHasADay(_ day: String) {
    #expect(throws: JSONDecodingError.self) { try file(entry("\"fingerprint\": \"x\"", expires: day)) }
  }
}
