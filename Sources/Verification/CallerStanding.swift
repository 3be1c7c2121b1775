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
  /// The callers.
  package var caller: CallerClass
  /// How far the verdicts reach.
  package var reach: Reach
  /// Why they reach no further; empty where they hold.
  package var reason: String

  /// The standing of each class of callers; of two bindings, the weaker one's counts.
  package static func all(_ bindings: ResolvedBindings, engine: Engine.Product) -> [CallerStanding] {
    CallerClass.allCases.map { caller in
      guard caller != .honest, bindings.pooled else { return CallerStanding(caller: caller, reach: .holds, reason: "") }
      if bindings.setting {
        return CallerStanding(
          caller: caller, reach: .refuted,
          reason: "whoever can run SQL makes the settings that name principal and tenant")
      }
      if engine == .cockroachdb {
        return CallerStanding(
          caller: caller, reach: .refuted,
          reason: "SHOW QUERIES shows a pool its own statements with their values, tokens that bind among them")
      }
      return CallerStanding(
        caller: caller, reach: .unproven,
        reason: caller == .injected
          ? "one login is shared: held cursors, pg_stat_activity, NOTIFY and ALTER ROLE reach other requests of the pool"
          : "whoever has the pool's password is every tenant that he has a token of")
    }
  }
}
