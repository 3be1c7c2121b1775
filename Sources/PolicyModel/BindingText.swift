extension Span {
  private static let units: [(word: String, seconds: Int)] = [
    ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1),
  ]

  /// In the largest unit that divides it: `12 hours`.
  package var words: String {
    let unit = Self.units.first { seconds % $0.seconds == 0 } ?? ("second", 1)
    let count = seconds / unit.seconds
    return "\(count) \(unit.word)\(count == 1 ? "" : "s")"
  }
}

extension Binding {
  /// Who asks, for people.
  package var words: String {
    switch self {
    case .login: "each principal by a login of its own"
    case .session(let window):
      "sessions that a pool binds by their tokens, for up to \(window.lifetime.words), \(window.idle.words) without refresh"
    case .setting: "whom the application names in settings, which whoever runs SQL can do too"
    }
  }
}

extension BindClause {
  /// Who asks, and against whom that is claimed to hold.
  package var words: String {
    let claimed = callers.isEmpty ? binding.kind.provable : Set(callers)
    return "\(binding.words); against \(claimed.sorted().map(\.rawValue).joined(separator: ", "))"
  }
}
