/// A binding without its details, the weakest first.
package enum BindingKind: String, Hashable, Sendable, CaseIterable, Comparable {
  /// What the application says.
  case setting
  /// A token, on a login that is shared.
  case session
  /// A login of one's own.
  case login

  /// Weaker than.
  package static func < (left: BindingKind, right: BindingKind) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Against whom the binding can be proven (the callers' table of the language reference).
  package var provable: Set<CallerClass> {
    switch self {
    case .login: [.honest, .injected, .credentials]
    case .session, .setting: [.honest]
    }
  }

  /// Those who act by it: `by logins`.
  package var plural: String { "\(rawValue)s" }
}

extension Binding {
  /// Which of the three it is.
  package var kind: BindingKind {
    switch self {
    case .login: .login
    case .session: .session
    case .setting: .setting
    }
  }
}
