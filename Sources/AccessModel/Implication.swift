import PolicyModel

/// How one set of rows relates to another.
enum Relation: Hashable {
  case same, narrower, wider
  /// Neither contains the other, as far as can be told.
  case incomparable

  /// Both at once: one dimension may not make up for another.
  func combined(with other: Relation) -> Relation {
    switch (self, other) {
    case (.same, let relation), (let relation, .same): relation
    case (.narrower, .narrower): .narrower
    case (.wider, .wider): .wider
    default: .incomparable
    }
  }
}

extension Formula {
  /// How many steps a question may take before the answer is "cannot be told".
  static let steps = 20_000

  /// Whether every row that makes this TRUE makes the other TRUE: never wrong when it says so, but it may miss some.
  func implies(_ goal: Formula) -> Bool {
    var fuel = Self.steps
    return Self.follows(goal, from: conjuncts, &fuel)
  }

  /// How the rows of this formula relate to those of an earlier one.
  func relation(to old: Formula) -> Relation {
    if self == old { return .same }
    switch (implies(old), old.implies(self)) {
    case (true, true): return .same
    case (true, false): return .narrower
    case (false, true): return .wider
    case (false, false): return .incomparable
    }
  }

  private static func follows(_ goal: Formula, from facts: [Formula], _ fuel: inout Int) -> Bool {
    fuel -= 1
    guard fuel > 0 else { return false }
    if facts.contains(goal) || facts.contains(.never) { return true }
    switch goal {
    case .all(let parts):
      for part in parts where !follows(part, from: facts, &fuel) { return false }
      return true
    case .any(let parts):
      for part in parts where follows(part, from: facts, &fuel) { return true }
    case .atom:
      if facts.contains(where: { differs($0, goal) }) { return true }
    }
    // One of several holds: then the goal has to follow whichever it is.
    guard
      let index = facts.firstIndex(where: { if case .any = $0 { true } else { false } }),
      case .any(let cases) = facts[index]
    else { return false }
    var rest = facts
    rest.remove(at: index)
    for one in cases where !follows(goal, from: rest + one.conjuncts, &fuel) { return false }
    return true
  }

  /// `x = 'a'` says `x <> 'b'`, for constants of one type whose spelling decides whether they are equal.
  private static func differs(_ fact: Formula, _ goal: Formula) -> Bool {
    guard case .atom(let side, .compare(let term, .equal, .literal(let value))) = fact,
      case .atom(side, .compare(term, .notEqual, .literal(let other))) = goal
    else { return false }
    switch (value, other) {
    case (.text, .text), (.integer, .integer), (.bool, .bool): return value != other
    case (.uuid(let left), .uuid(let right)): return left.lowercased() != right.lowercased()
    default: return false
    }
  }
}
