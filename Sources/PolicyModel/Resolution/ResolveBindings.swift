package import Diagnostics

/// How the policy's sessions prove who they are.
package struct ResolvedBindings: Hashable, Sendable {
  /// Whether principals have logins of their own.
  package var login = false
  /// How long sessions live, where pools bind tokens.
  package var session: SessionWindow?
  /// Whether the application names principal and tenant in settings.
  package var setting = false
  /// The callers that the policy claims to hold against, by each binding that it has.
  package var claims: [BindingKind: Set<CallerClass>] = [:]
  /// Where each binding stands.
  package var locations: [BindingKind: SourceLocation] = [:]
  /// The clause that binds pools, or the first one.
  package var location = SourceLocation.unknown

  /// Whether several principals share one login.
  package var pooled: Bool { session != nil || setting }
}

extension Resolver {
  /// Logins where nothing is said; each binding once; a setting, which anybody can make, never beside sessions.
  mutating func resolveBindings() -> ResolvedBindings {
    var result = ResolvedBindings()
    guard !policy.bindings.isEmpty else {
      result.login = true
      result.claims = [.login: BindingKind.login.provable]
      return result
    }
    for clause in policy.bindings {
      switch clause.binding {
      case .login:
        if result.login { reportTwice("logins", clause) }
        result.login = true
      case .session(let window):
        if result.session != nil { reportTwice("sessions", clause) }
        if window.lifetime.seconds <= 0 || window.idle.seconds <= 0 {
          report(
            "AZ122", "a session that lives \(min(window.lifetime.seconds, window.idle.seconds)) seconds never works",
            clause.location, fix: "Bind(.session(lifetime: .hours(12), idle: .minutes(30)))")
        }
        result.session = window
        result.location = clause.location
      case .setting:
        if result.setting { reportTwice("settings", clause) }
        result.setting = true
        result.location = clause.location
      }
      let kind = clause.binding.kind
      result.claims[kind] = clause.callers.isEmpty ? kind.provable : Set(clause.callers)
      result.locations[kind] = clause.location
    }
    if result.session != nil && result.setting {
      report(
        "AZ122", "sessions and settings in one policy: whoever may set a setting needs no session", result.location,
        fix: "keep Bind(.session(…))")
    }
    if result.location == .unknown { result.location = policy.bindings[0].location }
    return result
  }

  private mutating func reportTwice(_ what: String, _ clause: BindClause) {
    report("AZ122", "the policy binds \(what) twice", clause.location, fix: "keep one of the clauses")
  }
}
