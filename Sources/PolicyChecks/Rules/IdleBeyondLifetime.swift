import Diagnostics
import PolicyModel

extension Check {
  /// Sessions end before they can be idle.
  static let idleBeyondLifetime = Check(
    "AZ350", .warning, "sessions end before they can be idle",
    reason: """
      A session ends with its lifetime, or earlier when nobody refreshes it within the idle window. A window as long as \
      the lifetime ends nothing: a token that was forgotten on some machine works until its last minute.
      """,
    bad: """
      Bind(.session(lifetime: .hours(12), idle: .hours(12)))
      """,
    good: """
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      """
  ) { subject in
    subject.policy.bindings.compactMap { clause in
      guard case .session(let window) = clause.binding, window.idle.seconds >= window.lifetime.seconds else {
        return nil
      }
      return Finding(
        nil, "sessions live \(window.lifetime.words), and are idle only after \(window.idle.words)",
        at: clause.location,
        fix: "make `idle` shorter than `lifetime`, such as .minutes(30)")
    }
  }
}
