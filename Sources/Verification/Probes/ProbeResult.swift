package import SchemaModel

/// What became of a probe by one attacker.
package struct ProbeResult: Sendable {
  /// What was tried.
  package let probe: Probe
  /// Who tried it, as reports call it.
  package let attacker: String
  /// On which table; nil where the schema has nothing of the kind.
  package let table: QualifiedName?
  /// What was sent, with the values of parameters behind each statement.
  package let statements: [String]
  /// How it went.
  package let verdict: Verdict

  /// How it went.
  package enum Verdict: Sendable, Hashable {
    /// The database stopped it, and how.
    case stopped(String)
    /// It worked, and what came of it.
    case succeeded(String)
    /// It worked by a channel that no policy of the engine closes.
    case channel(String, String)
    /// It did not work on the weak copy either, so nothing is known.
    case blunt(String)
    /// The schema has nothing of the kind.
    case nothing

    /// How reports say it.
    package var word: String {
      switch self {
      case .stopped: "stopped"
      case .succeeded: "succeeded"
      case .channel: "channel"
      case .blunt: "unproven"
      case .nothing: "nothing to attack"
      }
    }

    /// What came of it, or what stopped it.
    package var how: String? {
      switch self {
      case .stopped(let how), .succeeded(let how), .blunt(let how): how
      case .channel(let name, let what): "\(name): \(what)"
      case .nothing: nil
      }
    }
  }
}
