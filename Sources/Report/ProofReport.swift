package import PolicyModel
package import SchemaModel
package import Verification

/// A verification with all that reports say of it: every format prints this one value.
package struct ProofReport: Sendable {
  /// What was found.
  package let report: VerificationReport
  /// The policy.
  package let policy: ResolvedPolicy
  /// The generated views by the tables that they show.
  package let views: [QualifiedName: QualifiedName]
  /// What the migrations are for.
  package let engine: Engine
  /// Whether a live schema was copied.
  package let live: Bool
  /// The file or folder of the policy, from where the command ran.
  package let policyPath: String
  /// Refuted, altered, unproven, stale; in the order of places within.
  package var findings: [Finding]

  /// Creates a report; `today` is the day that acceptances are held against.
  package init(
    _ report: VerificationReport, policy: ResolvedPolicy, views: [QualifiedName: QualifiedName], engine: Engine,
    live: Bool, policyPath: String, accepted: AcceptanceFile = AcceptanceFile(), today: String = ""
  ) {
    (self.report, self.policy, self.views, self.engine, self.live) = (report, policy, views, engine, live)
    self.policyPath = policyPath
    findings = accepted.applied(to: report.findings(policy, views: views), today: today)
  }

  /// What may be said of each table, by name. Accepting a finding changes no verdict.
  package var verdicts: [(table: QualifiedName, verdict: VerificationReport.Verdict)] {
    policy.tables.map { ($0.name, report.verdict(on: $0.name, view: views[$0.name])) }
  }

  func count(_ verdict: VerificationReport.Verdict) -> Int { verdicts.count { $0.verdict == verdict } }
  /// Findings that nobody accepted.
  package func open(_ kind: FindingKind) -> [Finding] { findings.filter { $0.kind == kind && $0.acceptance == nil } }
  /// Findings that somebody accepted.
  package var accepted: [Finding] { findings.filter { $0.acceptance != nil } }

  /// What the migrations are for, and what executed them.
  var servers: String {
    engine.product == report.engine.product ? "\(report.engine)" : "\(engine), executed on \(report.engine)"
  }

  /// `Refuted 0 · unproven 0 · proven 2 of 2 tables`, with what was accepted: a refuted cell is never passed over in silence.
  var summary: String {
    let refuted = accepted.count { $0.kind == .refuted }
    let words =
      accepted.isEmpty
      ? "" : " · accepted \(accepted.count) finding\(accepted.count == 1 ? "" : "s"), \(refuted) of them refuted"
    return
      "Refuted \(count(.refuted)) · unproven \(count(.unproven)) · proven \(count(.proven)) of \(verdicts.count) tables"
      + words
  }

  /// From which kind of finding on a verification fails.
  package enum Threshold: String, Sendable, CaseIterable {
    /// Only what is refuted.
    case refuted
    /// What is refuted or not as planned.
    case altered
    /// These, and what is unproven.
    case unproven
  }

  /// The code that a command ends with: 1 for what is refuted or altered, 4 for what is unproven or accepted no longer. A run
  /// that asked nothing never ends with 0, and no more does one below the score that was asked for.
  package func exitCode(failOn threshold: Threshold, minimum: Int?) -> Int32 {
    if !open(.refuted).isEmpty || (threshold != .refuted && !open(.altered).isEmpty) { return 1 }
    if let minimum, score < minimum { return open(.altered).isEmpty ? 4 : 1 }
    let unproven = threshold == .unproven && !(open(.unproven) + open(.stale)).isEmpty
    return unproven || report.cells == 0 ? 4 : 0
  }
}
