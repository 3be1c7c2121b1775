import PolicyModel
import SQLSyntax
import Testing

/// A mistake that a compiler could make, of every statement of a plan.
struct Miscompilation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let seed: UInt64
  let change: @Sendable (Statement) -> Statement

  static let all = [
    Miscompilation("an updated row is held to the condition of the row before", seed: 4) { policy in
      if policy.command == .update && !policy.restrictive { policy.check = policy.using }
    },
    Miscompilation("a requirement binds what is read and not what is written", seed: 2) { policy in
      if policy.restrictive && policy.name.hasPrefix("require") { policy.check = .bool(true) }
    },
  ]

  private init(_ words: String, seed: UInt64, _ change: @escaping @Sendable (inout RowPolicy) -> Void) {
    (testDescription, self.seed) = (words, seed)
    self.change = { statement in
      guard case .createPolicy(var policy) = statement else { return statement }
      change(&policy)
      return .createPolicy(policy)
    }
  }
}

/// A mistake that an oracle could make: what it takes a policy for.
struct Misunderstanding: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let seed: UInt64
  let change: @Sendable (Policy) -> Policy

  static let all = [
    Misunderstanding("NULL is not equal to a constant", seed: 4) { predicate in
      guard case .compare(let left, .notEqual, _) = predicate else { return predicate }
      return .or([predicate, .isNull(left)])
    },
    Misunderstanding("at least is more than", seed: 4) { predicate in
      guard case .compare(let left, .greaterOrEqual, let right) = predicate else { return predicate }
      return .compare(left, .greater, right)
    },
  ]

  private init(_ words: String, seed: UInt64, _ change: @escaping @Sendable (Predicate) -> Predicate) {
    (testDescription, self.seed) = (words, seed)
    self.change = { policy in
      var policy = policy
      policy.tenants.rules.read(change)
      for index in policy.tables.indices { policy.tables[index].rules.read(change) }
      return policy
    }
  }
}

extension TableRules {
  fileprivate mutating func read(_ change: (Predicate) -> Predicate) {
    for index in allows.indices {
      allows[index].condition = allows[index].condition?.changed(change)
      allows[index].resulting = allows[index].resulting?.changed(change)
    }
    for index in requires.indices { requires[index].predicate = requires[index].predicate.changed(change) }
  }
}

extension Predicate {
  fileprivate func changed(_ change: (Predicate) -> Predicate) -> Predicate {
    switch self {
    case .anything, .compare, .isIn, .isNull: change(self)
    case .and(let parts): .and(parts.map { $0.changed(change) })
    case .or(let parts): .or(parts.map { $0.changed(change) })
    case .not(let part): .not(part.changed(change))
    }
  }
}
