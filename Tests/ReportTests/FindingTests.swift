import CanonicalJSON
import Diagnostics
import PolicyModel
import SchemaModel
import Testing

@testable import Report
@testable import Verification

/// What a verification says becomes findings, in one order, known again by their fingerprints.
@Suite struct FindingTests {
  @Test func everyKindIsTold() throws {
    let proof = try SampleProof.proof(SampleProof.mixed())
    #expect(proof.findings.map(\.rule.id) == ["AZ703", "AZ701", "AZ711", "AZ712", "AZ721"])
    #expect(proof.findings.map(\.word) == ["LEAK", "LEAK", "ALTERED", "ALTERED", "UNPROVEN"])
    // Two cells of one caller, relation and command are one finding.
    #expect(proof.findings[1].shown?.cells == 2 && proof.findings[1].shown?.columns == ["id", "weight_kg"])
    // The clause that gives the command, else whose the rows are.
    #expect(proof.findings[0].location.line > 0 && proof.findings[1].location.file == "Freight.swift")
    let lines = proof.text().split(separator: "\n").map(String.init)
    let kinds = ["LEAK", "ALTERED", "UNPROVEN", "What succeeded", "Refuted 2"]
    let places = kinds.map { kind in lines.firstIndex { $0.hasPrefix(kind) } ?? -1 }
    #expect(places == places.sorted() && !places.contains(-1), "\(lines)")
  }

  @Test func aClauseIsFiledWhereItStands() throws {
    var report = try SampleProof.clean()
    let place = SourceLocation(file: "Policy.swift", line: 12, column: 3)
    report.unproven = [Unproven(table: SampleProof.notes, reason: "Require: no row that it refuses", clause: place)]
    let finding = try #require(try SampleProof.proof(report).findings.first)
    #expect(finding.rule.id == "AZ723" && finding.location.line == 12)
  }

  @Test func rulesAreToldApart() {
    func rule(_ command: Command, _ expected: String, leak: Bool = true) -> String {
      SampleProof.leak(SampleProof.notes, command, expected: expected, leak: leak).rule.id
    }
    let privilege = "refused for lack of a privilege"
    #expect(rule(.select, privilege) == "AZ702" && rule(.select, "not seen") == "AZ701")
    #expect(rule(.delete, privilege) == "AZ704" && rule(.insert, "refused for the row") == "AZ703")
    #expect(rule(.update, "done", leak: false) == "AZ705")
    #expect(Set(FindingRule.all.map(\.id)).count == FindingRule.all.count)
  }

  /// Values come and go from run to run; rule, place and caller stay.
  @Test func fingerprintsOutliveValues() throws {
    func print(_ change: (inout Disagreement) -> Void) throws -> String {
      var report = try SampleProof.clean()
      var leak = SampleProof.leak()
      change(&leak)
      report.disagreements = [leak]
      return try #require(try SampleProof.proof(report).findings.first).fingerprint
    }
    let first = try print { _ in }
    #expect(
      try print {
        $0.observed = "1 × 8"; $0.cell.row = "B's row 8"; $0.statement = "SELECT 8"
      } == first)
    #expect(try print { $0.cell.caller = "viewer of B" } != first)
    #expect(try print { $0.cell.command = .update } != first)
    #expect(try print { $0.cell.column = "margin" } != first)
    #expect(try print { $0.cell.relation = SampleProof.notes } != first)
    // Whoever accepted one cell did not accept two.
    var report = try SampleProof.clean()
    report.disagreements = [SampleProof.leak(), SampleProof.leak()]
    #expect(try SampleProof.proof(report).findings.map(\.shown?.cells) == [2])
    #expect(try SampleProof.proof(report).findings.first?.fingerprint != first)
  }

  @Test func claimsBeyondTheBindingAreFindings() throws {
    var report = try SampleProof.clean()
    report.standings[1].reach = .unproven
    report.standings[2].reach = .refuted
    let proof = try SampleProof.proof(report)
    #expect(proof.findings.map(\.rule.id) == ["AZ706", "AZ724"])
    #expect(proof.findings.map(\.callers) == [[.credentials], [.injected]])
    #expect(proof.score == 0 && proof.exitCode(failOn: .unproven, minimum: nil) == 1)
    for index in 1...2 { report.standings[index].claimed = false }
    #expect(try SampleProof.proof(report).findings.isEmpty)
  }

  /// Of two bindings each is told for itself, and what neither lacks stands in `callers`.
  @Test func bindingsAreToldApart() throws {
    var report = try SampleProof.clean()
    report.standings += report.standings.map { standing in
      var shared = standing
      shared.binding = .session
      if standing.caller != .honest { (shared.reach, shared.reason, shared.claimed) = (.unproven, "shared", false) }
      return shared
    }
    let proof = try SampleProof.proof(report)
    let text = proof.text()
    #expect(
      text.contains("C3 (the owner of a login) by logins; C1 (a forgotten WHERE, an id from the path) by sessions"))
    #expect(text.contains("\nAgainst C2 (injected SQL) by sessions: unproven, shared\n"), "\(text)")
    #expect(proof.json["callers"] == .array([.string("C1")]))
    #expect(proof.json["bindings"]?["login"] == .array(["C1", "C2", "C3"].map { .string($0) }))
    #expect(proof.json["bindings"]?["session"] == .array([.string("C1")]))
  }
}
