import Database
import Diagnostics
package import PolicyModel
package import SchemaModel
package import Verification

extension VerificationReport {
  /// Everything that was found: refuted, then altered, then unproven; within a kind in the order of places and names.
  ///
  /// - Parameter views: The generated views by the tables that they show.
  package func findings(_ policy: ResolvedPolicy, views: [QualifiedName: QualifiedName]) -> [Finding] {
    refuted(policy, views) + attacks + claims(.refuted) + altered + claims(.unproven) + open(policy)
  }

  /// Disagreements of one relation, command, caller and kind are one finding: its first cell speaks for all.
  private func refuted(_ policy: ResolvedPolicy, _ views: [QualifiedName: QualifiedName]) -> [Finding] {
    let clauses = ClauseOfCell(policy, views: views)
    struct Place: Hashable {
      var rule: FindingRule
      var relation: String
      var command: Command
      var caller: String
    }
    let groups = Dictionary(grouping: disagreements) {
      Place(
        rule: $0.rule, relation: "\($0.cell.relation)", command: $0.cell.command, caller: $0.cell.caller)
    }
    return groups.sorted {
      ($0.key.relation, $0.key.command, $0.key.caller, $0.key.rule.id)
        < ($1.key.relation, $1.key.command, $1.key.caller, $1.key.rule.id)
    }.compactMap { place, group in
      guard let first = group.first(where: { $0.rows != nil }) ?? group.first else { return nil }
      let columns = Set(group.compactMap(\.cell.column)).sorted()
      return Finding(
        rule: place.rule, leak: first.leak, callers: CallerClass.allCases, relation: first.cell.relation,
        location: clauses.location(of: first.cell),
        summary: "\(place.relation)  \(place.command.rawValue)  as \(place.caller)",
        shown: Finding.Shown(
          caller: place.caller, command: place.command, columns: columns, cells: group.count, row: first.cell.row,
          expected: first.cell.expected, observed: first.observed, statement: first.statement, rows: first.rows ?? []),
        fingerprint: fingerprint(
          [place.rule.id, place.relation, place.command.rawValue, place.caller, "\(group.count)"] + columns))
    }
  }

  /// Probes that succeeded.
  private var attacks: [Finding] {
    probes.compactMap { result in
      guard case .succeeded(let what) = result.verdict else { return nil }
      var rule = FindingRule.attack
      rule.cwe = result.probe.cwe
      rule.owasp = result.probe.owasp.title
      return Finding(
        rule: rule, leak: true, callers: CallerClass.allCases.filter { $0 >= result.probe.caller },
        relation: result.table,
        summary: "\(result.probe.id): \(result.attacker) can \(result.probe.attack); \(what)",
        fingerprint: fingerprint([rule.id, result.probe.id, result.attacker]))
    }
  }

  private var altered: [Finding] {
    structure.map { item in
      let rule = item.table == nil ? FindingRule.alteredDatabase : .alteredTable
      return Finding(
        rule: rule, callers: CallerClass.allCases, relation: item.table, location: item.location,
        summary: item.summary, fingerprint: fingerprint([rule.id, item.summary]))
    }
  }

  private func open(_ policy: ResolvedPolicy) -> [Finding] {
    var findings = unproven.map { item in
      let rule = item.clause != nil ? FindingRule.openClause : item.table == nil ? .openProof : .openTable
      return Finding(
        rule: rule, callers: claimed.sorted(), relation: item.table,
        location: item.clause ?? item.table.flatMap(policy.table)?.location ?? .unknown, summary: item.reason,
        fingerprint: fingerprint([rule.id, item.table.map { "\($0)" } ?? "", item.reason]))
    }
    if cells == 0 {
      findings.append(
        Finding(
          rule: .nothingAsked, callers: claimed.sorted(), summary: "no cell was asked",
          fingerprint: fingerprint([FindingRule.nothingAsked.id])))
    }
    return findings
  }

  /// Callers that the policy claims and its binding does not hold against.
  private func claims(_ reach: CallerStanding.Reach) -> [Finding] {
    overclaimed.filter { $0.reach == reach }.map { standing in
      let rule = reach == .refuted ? FindingRule.refutedClaim : .unprovenClaim
      return Finding(
        rule: rule, callers: [standing.caller], summary: standing.words,
        fingerprint: fingerprint([rule.id, standing.binding.rawValue, standing.caller.rawValue]))
    }
  }

  private func fingerprint(_ parts: [String]) -> String {
    // Lengths keep the parts apart, whatever the names are.
    String(sha256(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8).prefix(16))
  }
}

extension ProofReport {
  /// The cell that speaks for the finding.
  package func disagreement(behind finding: Finding) -> Disagreement? {
    report.disagreements.first { item in
      item.statement == finding.shown?.statement && item.cell.caller == finding.shown?.caller
        && item.cell.row == finding.shown?.row && item.cell.relation == finding.relation && item.rule == finding.rule
    }
  }
}

extension Disagreement {
  /// What kind of finding it is.
  var rule: FindingRule {
    guard leak else { return .lessThanAllowed }
    let byPrivilege = cell.expected == "refused for lack of a privilege"
    switch (cell.command, byPrivilege) {
    case (.select, true): return .withheldColumn
    case (.select, false): return .foreignRow
    case (_, true): return .forbiddenCommand
    case (_, false): return .forbiddenWrite
    }
  }
}
