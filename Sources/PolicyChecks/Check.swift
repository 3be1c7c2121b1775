package import Diagnostics

/// A rule that a policy is held to, beyond names and types: what it looks for, why that matters, and what to write.
package struct Check: Sendable {
  /// Stable, never reused: `AZ301`.
  package let id: String
  /// One sentence: what is wrong where it speaks.
  package let title: String
  /// Why that matters, with the engine's fact behind it.
  package let reason: String
  /// What it speaks about.
  package let bad: String
  /// What it is silent about.
  package let good: String
  /// How much its findings weigh.
  package let severity: Severity
  let find: @Sendable (Subject) -> [Finding]

  init(
    _ id: String, _ severity: Severity, _ title: String, reason: String, bad: String, good: String,
    find: @escaping @Sendable (Subject) -> [Finding]
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.reason = reason
    self.bad = bad
    self.good = good
    self.find = find
  }

  /// The check of that id.
  package static func named(_ id: String) -> Check? { all.first { $0.id == id.uppercased() } }

  func diagnostic(_ finding: Finding) -> Diagnostic {
    Diagnostic(
      id: id, severity: severity, summary: finding.summary, location: finding.location, notes: finding.notes,
      fix: finding.fix)
  }
}
