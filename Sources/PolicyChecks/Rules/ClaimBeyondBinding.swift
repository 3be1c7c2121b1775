import Diagnostics
import PolicyModel

extension Check {
  /// A binding claims callers that it cannot be proven against.
  static let claimBeyondBinding = Check(
    "AZ349", .warning, "a binding claims callers that it cannot be proven against",
    reason: """
      A pool's login is shared, so arbitrary SQL in one request reaches others by held cursors, notifications and the \
      login's own defaults, and whoever has its password is everybody he has a token of. No cell can show the contrary: \
      `verify` ends with exit code 4, or 1 for settings, as long as the claim stands.
      """,
    bad: """
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)), against: .honest, .injected)
      """,
    good: """
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      """
  ) { subject in
    subject.policy.bindings.compactMap { clause in
      let beyond = Set(clause.callers).subtracting(clause.binding.kind.provable).sorted()
      guard !beyond.isEmpty else { return nil }
      let words = names(beyond.map(\.rawValue))
      return Finding(
        nil, "Bind(.\(clause.binding.kind.rawValue)) claims to hold against \(words), which it cannot",
        at: clause.location,
        fix: "leave \(words) out of `against:`, or give those callers logins of their own: Bind(.login)")
    }
  }
}
