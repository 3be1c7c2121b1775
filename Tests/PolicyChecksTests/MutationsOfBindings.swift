import Bailiwick
import SchemaModel

private func sessions(_ lifetime: Span, _ idle: Span, against callers: CallerClass...) -> [BindClause] {
  [BindClause(.session(lifetime: lifetime, idle: idle), against: callers)]
}

/// Changes to how an example's sessions prove who they are.
let mutationsOfBindings: [Mutation] = [
  Mutation("AZ348", "freight", "settings") { policy, _ in policy.bindings = [BindClause(.setting)] },
  Mutation("AZ348", "freight", "settings beside logins") { policy, _ in
    policy.bindings = [BindClause(.login), BindClause(.setting)]
  },
  Mutation("AZ349", "freight", "injected SQL") { policy, _ in
    policy.bindings = sessions(.hours(12), .minutes(30), against: .honest, .injected)
  },
  Mutation("AZ349", "freight", "the password of a pool, beside logins") { policy, _ in
    policy.bindings = [BindClause(.login)] + sessions(.hours(12), .minutes(30), against: .credentials)
  },
  Mutation("AZ350", "freight", "the same") { policy, _ in policy.bindings = sessions(.hours(1), .minutes(60)) },
  Mutation("AZ350", "freight", "longer") { policy, _ in policy.bindings = sessions(.hours(1), .hours(2)) },
  Mutation("AZ351") { policy, _ in policy.bindings = sessions(.seconds(30 * 86_400 + 1), .days(1)) },
]

/// Bindings that are as they should be.
let harmlessBindings: [Mutation] = [
  Mutation("silent", "freight", "sessions") { policy, _ in policy.bindings = sessions(.hours(12), .minutes(30)) },
  Mutation("silent", "freight", "thirty days, and what sessions can prove") { policy, _ in
    policy.bindings = sessions(.days(30), .seconds(30 * 86_400 - 1), against: .honest)
  },
  Mutation("silent", "freight", "logins claim all") { policy, _ in
    policy.bindings = [BindClause(.login, against: [.honest, .injected, .credentials])]
  },
  Mutation("silent", "freight", "settings, accepted") { policy, _ in
    policy.bindings = [BindClause(.setting)]
    policy.accepted.append(AcceptClause("AZ348", reason: "the first release trusts its binder"))
  },
]
