import Diagnostics
import PolicyModel

extension Check {
  /// Sessions outlive thirty days.
  static let longSession = Check(
    "AZ351", .warning, "sessions outlive thirty days",
    reason: """
      Whoever reads a token is its owner until the session ends. NIST SP 800-63B asks for a new authentication after \
      thirty days at its lowest level of assurance, and after twelve hours at the next; a refresh never lengthens a \
      lifetime, so the lifetime is what bounds a stolen token.
      """,
    bad: """
      Bind(.session(lifetime: .days(365), idle: .days(30)))
      """,
    good: """
      Bind(.session(lifetime: .days(30), idle: .days(1)))
      """
  ) { subject in
    subject.policy.bindings.compactMap { clause in
      guard case .session(let window) = clause.binding, window.lifetime.seconds > Span.days(30).seconds else {
        return nil
      }
      return Finding(
        nil, "sessions live up to \(window.lifetime.words)", at: clause.location,
        fix: "shorten `lifetime` to at most .days(30), and open a new session by a new authentication")
    }
  }
}
