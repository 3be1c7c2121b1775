import Diagnostics
public import PolicyModel

/// How a session proves who it is. Without the clause, principals have logins of their own: `Bind(.login)`.
///
///     Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
///
/// A policy may have logins beside sessions or settings: a pool for requests, logins for workers and analysts.
/// `against:` says whom the policy claims to hold against; without it, those that the binding can be proven against.
public func Bind(
  _ binding: Binding, against callers: CallerClass..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> PolicyClause {
  PolicyClause(part: .bind(BindClause(binding, against: callers, location: place(file, line, column))))
}

extension Binding {
  /// Tokens for a pool that shares one login: the longest that a session lives, and how long without being refreshed.
  public static func session(lifetime: Span = .hours(12), idle: Span = .minutes(30)) -> Binding {
    .session(SessionWindow(lifetime: lifetime, idle: idle))
  }
}
