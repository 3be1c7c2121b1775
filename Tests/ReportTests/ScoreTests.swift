import PolicyModel
import Report
import SchemaModel
import Testing

@testable import Verification

/// The score and the exit code are derived from verdicts, and from nothing else.
@Suite struct ScoreTests {
  @Test func onlyProvenTablesEarn() throws {
    let tables = try SampleProof.policy().tables.count
    func score(_ change: (inout VerificationReport) -> Void) throws -> Int {
      var report = try SampleProof.clean()
      change(&report)
      return try SampleProof.proof(report).score
    }
    #expect(try score { _ in } == 100)
    let one = 100 * (tables - 1) / tables
    #expect(try score { $0.disagreements = [SampleProof.leak()] } == one)
    #expect(try score { $0.structure = [StructuralFinding(table: SampleProof.notes, "x")] } == one)
    #expect(try score { $0.unproven = [Unproven(table: SampleProof.notes, reason: "x")] } == one)
    // A leak through a table's view is the table's.
    #expect(try score { $0.disagreements = [SampleProof.leak(SampleProof.view)] } == one)
    // What is about no table is about all of them.
    #expect(try score { $0.unproven = [Unproven(reason: "x")] } == 0)
    #expect(try score { $0.structure = [StructuralFinding("x")] } == 0)
    // Nothing asked earns nothing; 99.9 is not 100.
    #expect(try score { $0.counts = [] } == 0)
    #expect(try score { report in report.counts.removeAll { $0.relation == SampleProof.notes } } < 100)
    // A table weighs as much as was asked of it.
    let heavy = try score { report in
      for index in report.counts.indices where report.counts[index].relation == SampleProof.notes {
        report.counts[index].count.cells = 100_000
      }
      report.disagreements = [SampleProof.leak()]
    }
    #expect(heavy == 99)
  }

  @Test func exitCodesFollowKinds() throws {
    typealias Threshold = ProofReport.Threshold
    func code(_ threshold: Threshold, _ minimum: Int? = nil, _ change: (inout VerificationReport) -> Void) throws
      -> Int32
    {
      var report = try SampleProof.clean()
      change(&report)
      return try SampleProof.proof(report).exitCode(failOn: threshold, minimum: minimum)
    }
    let refuted = { (report: inout VerificationReport) in report.disagreements = [SampleProof.leak()] }
    let altered = { (report: inout VerificationReport) in report.structure = [StructuralFinding("x")] }
    let open = { (report: inout VerificationReport) in report.unproven = [Unproven(reason: "x")] }
    let silent = { (report: inout VerificationReport) in report.counts = [] }
    #expect(try Threshold.allCases.map { try code($0, nil, refuted) } == [1, 1, 1])
    #expect(try Threshold.allCases.map { try code($0, nil, altered) } == [0, 1, 1])
    #expect(try Threshold.allCases.map { try code($0, nil, open) } == [0, 0, 4])
    #expect(try Threshold.allCases.map { try code($0, nil) { _ in } } == [0, 0, 0])
    // The vacuous run: nothing asked is never green.
    #expect(try Threshold.allCases.map { try code($0, nil, silent) } == [4, 4, 4])
    #expect(try code(.refuted, 50, open) == 4 && code(.refuted, 50, altered) == 1 && code(.refuted, 0, open) == 0)
    #expect(try code(.unproven, 100) { _ in } == 0)
  }
}
