package import Diagnostics
package import PolicyModel
package import SchemaModel

/// All that the checks say of a policy.
package struct CheckReport: Sendable {
  /// What is left to mend, in reading order.
  package let findings: [Diagnostic]
  /// What the policy accepts, in reading order.
  package let accepted: [Diagnostic]

  /// Runs the checks.
  ///
  /// An `Accept` silences one check on one table, or on all where it names none; one that silences nothing is itself a
  /// finding, so that a reason does not outlive what it excused.
  package init(
    of policy: Policy, resolved: ResolvedPolicy, in snapshot: SchemaSnapshot, checks: [Check] = Check.all
  ) {
    let subject = Subject(policy: policy, resolved: resolved, snapshot: snapshot)
    var open: [Diagnostic] = []
    var accepted: [Diagnostic] = []
    var used: Set<Int> = []
    for check in checks {
      for finding in check.find(subject) {
        let excuses = policy.accepted.indices.filter { policy.accepted[$0].excuses(finding, of: check) }
        used.formUnion(excuses)
        if excuses.isEmpty {
          open.append(check.diagnostic(finding))
        } else {
          accepted.append(check.diagnostic(finding))
        }
      }
    }
    if checks.contains(where: { $0.id == Check.idleAccept.id }) {
      for index in policy.accepted.indices where !used.contains(index) {
        open += policy.accepted[index].idle.map(Check.idleAccept.diagnostic)
      }
    }
    findings = Self.inOrder(open)
    self.accepted = Self.inOrder(accepted)
  }

  private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted(by: Diagnostic.inReadingOrder)
  }
}

extension AcceptClause {
  func excuses(_ finding: Finding, of check: Check) -> Bool {
    subject == check.id && (table.isEmpty || finding.table?.description == table)
  }
}
