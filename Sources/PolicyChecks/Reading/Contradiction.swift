import PolicyModel

extension Predicate {
  /// Whether it is TRUE of no row, as far as that can be seen: `true` is certain, `false` is not.
  ///
  /// Only constants that are equal exactly when they are written alike are compared: `1.0` and `1.00` are one number,
  /// and one moment has many spellings, so decimals and times are left alone.
  var isContradiction: Bool {
    guard let cases = alternatives(negated: false) else { return false }
    return cases.allSatisfy { Demands($0).clash }
  }

  /// Whether this is TRUE wherever the other is, as far as that can be seen.
  func isImplied(by other: Predicate) -> Bool {
    let mine = Set(conjuncts)
    return self == other || mine.isSubset(of: [.anything]) || mine.isSubset(of: other.conjuncts)
  }

  private var conjuncts: [Predicate] {
    if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }

  /// The predicate as alternatives of demands that hold together; nil where they would be too many.
  private func alternatives(negated: Bool) -> [[Demand]]? {
    switch (self, negated) {
    case (.and(let parts), false), (.or(let parts), true): product(parts, negated)
    case (.or(let parts), false), (.and(let parts), true): sum(parts, negated)
    case (.not(let part), _): part.alternatives(negated: !negated)
    case (.anything, _), (.compare, _), (.isIn, _), (.isNull, _): [[Demand(atom: self, negated: negated)]]
    }
  }

  private func sum(_ parts: [Predicate], _ negated: Bool) -> [[Demand]]? {
    var all: [[Demand]] = []
    for part in parts {
      guard let cases = part.alternatives(negated: negated), all.count + cases.count <= 64 else { return nil }
      all += cases
    }
    return all
  }

  private func product(_ parts: [Predicate], _ negated: Bool) -> [[Demand]]? {
    var all: [[Demand]] = [[]]
    for part in parts {
      guard let cases = part.alternatives(negated: negated), all.count * cases.count <= 64 else { return nil }
      all = all.flatMap { left in cases.map { left + $0 } }
    }
    return all
  }
}
