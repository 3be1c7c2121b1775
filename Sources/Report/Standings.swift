import PolicyModel
import Verification

extension ProofReport {
  /// The callers against whom the verdicts hold.
  var held: String {
    report.standings.filter { $0.reach == .holds }.map { $0.caller.words }.joined(separator: ", ")
  }

  /// Against whom the binding does not hold, and whether the policy said it would.
  var limits: [String] {
    report.standings.filter { $0.reach != .holds }.map { standing in
      let claimed = report.claimed.contains(standing.caller) ? "; the policy claims it" : ""
      return "Against \(standing.caller.words): \(standing.reach.rawValue), \(standing.reason)\(claimed)"
    } + unbound
  }

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
    "\(report.cells) cells agree or are named above; in \(report.allowed) something was seen or done, as the policy allows."
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
