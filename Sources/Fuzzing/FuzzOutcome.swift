import PolicyModel
import SchemaModel
package import Verification

/// What became of a case.
package enum FuzzOutcome: Sendable {
  /// The policy is none that would be installed: the ids of what is wrong with it.
  case refused([String])
  /// It was installed, and its cells were asked.
  case asked(VerificationReport)
  /// The server refused what was generated, or something broke off.
  case broken(String)

  /// What is wrong, leaks first; empty where database and oracle agree.
  package var failures: [Failure] {
    switch self {
    case .refused: []
    case .broken(let reason): [.broken(String(reason.prefix(60)))]
    case .asked(let report):
      (report.disagreements.filter(\.leak) + report.disagreements.filter { !$0.leak }).map {
        .disagreement(command: $0.cell.command.rawValue, leak: $0.leak)
      } + report.structure.map { .broken(String($0.summary.prefix(60))) }
    }
  }

  /// A kind of failure: a smaller case has to fail in the same way.
  package enum Failure: Hashable, Sendable {
    /// A cell differs.
    case disagreement(command: String, leak: Bool)
    /// Nothing could be asked.
    case broken(String)
  }

  /// For people: what differs first, with the rows that it takes where they are known.
  package var words: String {
    switch self {
    case .refused(let ids): "refused: \(ids.joined(separator: ", "))"
    case .broken(let reason): reason
    case .asked(let report):
      report.disagreements.prefix(4).map { found in
        """
        \(found.leak ? "leak" : "difference"): \(found.cell.caller), \(found.cell.command.rawValue) on \
        \(found.cell.relation)\(found.cell.column.map { ".\($0)" } ?? ""), \(found.cell.row): \
        the policy says \(found.cell.expected), the database \(found.observed), at \(found.statement)
        """ + (found.rows.map { "\n" + $0.joined(separator: "\n") } ?? "")
      }.joined(separator: "\n") + report.structure.map { "\n\($0.summary)" }.joined()
    }
  }
}
