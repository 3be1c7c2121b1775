import PolicyModel

/// Which row a condition is over.
enum RowSide: String, Hashable { case before, after }

/// A condition in negation normal form: what has to be TRUE, made of atoms that a row makes TRUE or not.
///
/// Three-valued logic keeps De Morgan's laws, and the opposite of a comparison is unknown exactly where the comparison
/// is; so negation can be pushed to the atoms, and what remains only asks which atoms are TRUE.
indirect enum Formula: Hashable {
  case atom(RowSide, Predicate)
  /// All are TRUE; of none, always.
  case all([Formula])
  /// One is TRUE; of none, never.
  case any([Formula])

  static let always = Formula.all([])
  static let never = Formula.any([])

  init(_ predicate: Predicate, _ side: RowSide, negated: Bool = false) {
    switch predicate {
    case .anything: self = negated ? .never : .always
    case .compare(let left, let comparison, let right):
      self = Self.comparison(left, negated ? comparison.opposite : comparison, right, side)
    case .isIn(let term, let values):
      let parts = values.map { Self.comparison(term, negated ? .notEqual : .equal, .literal($0), side) }
      self = negated ? .conjunction(parts) : .disjunction(parts)
    case .isNull: self = .atom(side, negated ? .not(predicate) : predicate)
    case .not(let part): self = Formula(part, side, negated: !negated)
    case .and(let parts), .or(let parts):
      let inner = parts.map { Formula($0, side, negated: negated) }
      let conjoins = if case .and = predicate { !negated } else { negated }
      self = conjoins ? .conjunction(inner) : .disjunction(inner)
    }
  }

  /// One spelling for each comparison, whichever way round it was written.
  private static func comparison(_ left: Term, _ comparison: Comparison, _ right: Term, _ side: RowSide) -> Formula {
    let turned = "\(right)" < "\(left)"
    let constantLeft = if case .literal = left { true } else { false }
    let constantRight = if case .literal = right { true } else { false }
    let turns = constantLeft != constantRight ? constantLeft : turned
    return .atom(side, turns ? .compare(right, comparison.turned, left) : .compare(left, comparison, right))
  }

  /// All of the parts, flat, each once, in one order.
  static func conjunction(_ parts: [Formula]) -> Formula {
    let flat = parts.flatMap(\.conjuncts)
    if flat.contains(.never) { return .never }
    let sorted = ordered(flat)
    return sorted.count == 1 ? sorted[0] : .all(sorted)
  }

  /// One of the parts, flat, each once, in one order.
  static func disjunction(_ parts: [Formula]) -> Formula {
    let flat = parts.flatMap { part -> [Formula] in if case .any(let inner) = part { inner } else { [part] } }
    if flat.contains(.always) { return .always }
    let sorted = ordered(flat)
    return sorted.count == 1 ? sorted[0] : .any(sorted)
  }

  /// What is left where nobody in particular asks: whatever is said of the person is unknown then, and never TRUE.
  var withoutPerson: Formula {
    switch self {
    case .atom(_, let predicate): predicate.terms.contains(.me) ? .never : self
    case .all(let parts): .conjunction(parts.map(\.withoutPerson))
    case .any(let parts): .disjunction(parts.map(\.withoutPerson))
    }
  }

  var conjuncts: [Formula] { if case .all(let inner) = self { inner } else { [self] } }

  private static func ordered(_ parts: [Formula]) -> [Formula] {
    Set(parts).map { (key: $0.text, part: $0) }.sorted { $0.key < $1.key }.map(\.part)
  }

  /// Orders formulas; not for people.
  private var text: String {
    switch self {
    case .atom(let side, let predicate): "\(side.rawValue) \(predicate)"
    case .all(let parts): "all(\(parts.map(\.text).joined(separator: ";")))"
    case .any(let parts): "any(\(parts.map(\.text).joined(separator: ";")))"
    }
  }
}

extension Comparison {
  /// What holds where this one is FALSE.
  fileprivate var opposite: Comparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

  /// The same with its sides exchanged.
  fileprivate var turned: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
