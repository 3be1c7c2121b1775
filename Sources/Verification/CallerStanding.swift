package import PolicyModel
package import SchemaModel

/// What a binding can be said to hold against one class of callers, whatever the cells show.
package struct CallerStanding: Sendable, Hashable {
  /// How far the verdicts on tables reach.
  package enum Reach: String, Sendable {
    /// They hold against these callers.
    case holds
    /// Nothing shows that they hold.
    case unproven
    /// They do not hold.
    case refuted
  }
  /// The binding by which they are met.
  package var binding: BindingKind
  /// The callers.
  package var caller: CallerClass
  /// How far the verdicts reach.
  package var reach: Reach
  /// Why they reach no further; empty where they hold.
  package var reason: String
  /// Whether the policy claims to hold against them.
  package var claimed: Bool

  /// The standing of each class of callers by each binding of the policy.
  package static func all(_ bindings: ResolvedBindings, engine: Engine.Product) -> [CallerStanding] {
    bindings.claims.sorted { $0.key > $1.key }.flatMap { kind, claimed in
      CallerClass.allCases.map { caller in
        let (reach, reason) = kind.provable.contains(caller) ? (.holds, "") : limit(kind, caller, engine)
        return CallerStanding(
          binding: kind, caller: caller, reach: reach, reason: reason, claimed: claimed.contains(caller))
      }
    }
  }

  /// Whether the policy claims more than holds.
  package var isOverclaimed: Bool { claimed && reach != .holds }

  /// `the policy claims to hold against C2 by logins: …`
  package var words: String { "the policy claims to hold against \(caller.rawValue) by \(binding.plural): \(reason)" }

  /// Why a binding reaches no further.
  private static func limit(_ kind: BindingKind, _ caller: CallerClass, _ engine: Engine.Product) -> (Reach, String) {
    if kind == .setting { return (.refuted, "whoever can run SQL makes the settings that name principal and tenant") }
    if engine == .cockroachdb {
      return (
        .refuted, "SHOW QUERIES shows a pool its own statements with their values, tokens that bind among them"
      )
    }
    return (
      .unproven,
      caller == .injected
        ? "one login is shared: held cursors, pg_stat_activity, NOTIFY and ALTER ROLE reach other requests of the pool"
        : "whoever has the pool's password is every tenant that he has a token of"
    )
  }
}
