import PolicyModel
import Verification

extension ProofReport {
  /// The bindings that the policy has.
  var bindings: [BindingKind] {
    report.standings.map(\.binding).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The callers against whom the verdicts hold whatever the binding.
  var callers: [CallerClass] {
    CallerClass.allCases.filter { caller in
      report.standings.filter { $0.caller == caller }.allSatisfy { $0.reach == .holds }
    }
  }

  /// The callers against whom the verdicts hold by a binding.
  func callers(by binding: BindingKind) -> [CallerClass] {
    report.standings.filter { $0.binding == binding && $0.reach == .holds }.map(\.caller)
  }

  /// The callers against whom the verdicts hold, for each binding where there are several.
  var held: String {
    bindings.map { binding in
      callers(by: binding).map(\.words).joined(separator: ", ") + by(binding)
    }.joined(separator: "; ")
  }

  /// Against whom a binding does not hold, and whether the policy said it would.
  var limits: [String] {
    report.standings.filter { $0.reach != .holds }.map { standing in
      let claimed = standing.claimed ? "; the policy claims it" : ""
      return
        "Against \(standing.caller.words)\(by(standing.binding)): \(standing.reach.rawValue), \(standing.reason)\(claimed)"
    } + unbound + liveReads + probes
  }

  /// What became of the attacks, where they were tried.
  private var probes: [String] {
    guard !report.probes.isEmpty else { return [] }
    var counts: [String: Int] = [:]
    var channels: Set<String> = []
    for result in report.probes {
      counts[result.verdict.word, default: 0] += 1
      if case .channel(let name, _) = result.verdict { channels.insert(name) }
    }
    let words = ["succeeded", "unproven", "stopped", "channel", "nothing to attack"].compactMap { word in
      counts[word].map { count in
        word == "channel"
          ? "\(count) went by a channel (\(channels.sorted().joined(separator: ", ")))" : "\(count) \(word)"
      }
    }
    let attackers = report.probes.map(\.attacker).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return [
      "Of \(report.probes.count) attacks by \(attackers.joined(separator: ", ")), each first seen to succeed on a weak copy: "
        + words.joined(separator: ", ")
    ]
  }

  /// What was asked of a live database's own rows.
  private var liveReads: [String] {
    guard live else { return [] }
    guard let reads = report.live else { return [] }
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let seen =
      reads.leaks.isEmpty ? "none saw a row of another tenant" : "\(reads.leaks.count) saw what they should not"
    let open = reads.unanswered.isEmpty ? "" : "; \(reads.unanswered.count) gave no answer"
    return [
      "Of the live rows, \(counted(reads.answered, "read")) by \(reads.logins) of \(counted(reads.known, "login")), read-only: \(seen)\(open)"
    ]
  }

  private func by(_ binding: BindingKind) -> String { bindings.count == 1 ? "" : " by \(binding.plural)" }

  /// Whom no policy binds, each by its name.
  private var unbound: [String] {
    report.unbound.isEmpty
      ? []
      : ["Against none of the logins that row security never applies to: \(report.unbound.joined(separator: ", "))"]
  }

  /// The channels that stand beside every proof.
  var channels: String {
    let accepted = report.channels.filter { $0.reason != nil }.count
    return
      "Beside every proof stand \(report.channels.count) channels that no policy closes (\(accepted) accepted by name): "
      + report.channels.map(\.name).joined(separator: ", ")
  }

  /// One sentence on the cells.
  var asked: String {
    "\(report.cells) cells agree or are named above; in \(report.allowed) something was seen or done, as the policy allows.\(exercised)"
  }

  /// How many of the clauses that can answer both ways were seen to.
  private var exercised: String {
    let (all, seen) = (report.clauses.count, report.clauses.count { $0.missing.isEmpty })
    guard all > 0 else { return "" }
    return " \(seen == all ? "" : "\(seen) of ")\(all) clause\(all == 1 ? "" : "s") answered both ways."
  }
}

extension CallerClass {
  /// The class with what it means.
  var words: String {
    switch self {
    case .honest: "C1 (a forgotten WHERE, an id from the path)"
    case .injected: "C2 (injected SQL)"
    case .credentials: "C3 (the owner of a login)"
    }
  }
}
