import PolicyModel

/// An atom that has to be TRUE, or FALSE where it is negated.
struct Demand {
  var atom: Predicate
  var negated: Bool
}

/// Demands on one row, gathered by term.
struct Demands {
  /// Whether no row can meet them all.
  private(set) var clash = false
  private var null: Set<Term> = []
  private var present: Set<Term> = []
  private var allowed: [Term: Set<Literal>] = [:]
  private var excluded: [Term: Set<Literal>] = [:]
  private var lowest: [Term: Bound] = [:]
  private var highest: [Term: Bound] = [:]

  private struct Bound {
    var value: Int64
    var strict: Bool
  }

  init(_ demands: [Demand]) {
    for demand in demands { add(demand) }
    clash = clash || !null.isDisjoint(with: present) || allowed.contains { isEmpty($0.key, $0.value) }
    for (term, low) in lowest {
      guard let high = highest[term] else { continue }
      if low.value > high.value || (low.value == high.value && (low.strict || high.strict)) { clash = true }
    }
    for (_, values) in excluded where values.isSuperset(of: [.bool(true), .bool(false)]) { clash = true }
  }

  private func isEmpty(_ term: Term, _ values: Set<Literal>) -> Bool {
    values.allSatisfy { value in
      if excluded[term]?.contains(value) == true { return true }
      guard case .integer(let number) = value else { return false }
      let low = lowest[term].map { number < $0.value || ($0.strict && number == $0.value) } ?? false
      let high = highest[term].map { number > $0.value || ($0.strict && number == $0.value) } ?? false
      return low || high
    }
  }

  private mutating func add(_ demand: Demand) {
    switch demand.atom {
    case .anything: clash = clash || demand.negated
    case .isNull(let term):
      if demand.negated { present.insert(term) } else { null.insert(term) }
    case .isIn(let term, let values):
      present.insert(term)
      if !demand.negated { restrict(term, to: values) } else { excluded[term, default: []].formUnion(exact(values)) }
    case .compare(let left, let comparison, let right):
      let wanted = demand.negated ? comparison.opposite : comparison
      if case .literal(let value) = right { compare(left, wanted, value) }
      if case .literal(let value) = left { compare(right, wanted.mirrored, value) }
      present.formUnion([left, right])
      if left == right, wanted == .notEqual || wanted == .less || wanted == .greater { clash = true }
    case .and, .or, .not: break
    }
  }

  private mutating func compare(_ term: Term, _ comparison: Comparison, _ value: Literal) {
    switch (comparison, value) {
    case (.equal, _): restrict(term, to: [value])
    case (.notEqual, _): excluded[term, default: []].formUnion(exact([value]))
    case (.less, .integer(let number)): lower(term, Bound(value: number, strict: true))
    case (.lessOrEqual, .integer(let number)): lower(term, Bound(value: number, strict: false))
    case (.greater, .integer(let number)): raise(term, Bound(value: number, strict: true))
    case (.greaterOrEqual, .integer(let number)): raise(term, Bound(value: number, strict: false))
    case (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _): break
    }
  }

  /// Values that are not compared exactly leave the term free.
  private mutating func restrict(_ term: Term, to values: [Literal]) {
    let known = Set(exact(values))
    guard known.count == Set(values).count else { return }
    if let before = allowed[term], let a = before.first, let b = known.first, !a.isKind(of: b) { return }
    allowed[term] = allowed[term].map { $0.intersection(known) } ?? known
  }

  private func exact(_ values: [Literal]) -> [Literal] { values.filter(\.isExact) }

  private mutating func lower(_ term: Term, _ bound: Bound) {
    if let old = highest[term], old.value < bound.value || (old.value == bound.value && old.strict) { return }
    highest[term] = bound
  }

  private mutating func raise(_ term: Term, _ bound: Bound) {
    if let old = lowest[term], old.value > bound.value || (old.value == bound.value && old.strict) { return }
    lowest[term] = bound
  }
}

extension Literal {
  fileprivate var isExact: Bool {
    switch self {
    case .bool, .integer, .text, .uuid, .date: true
    case .decimal, .timestamp: false
    }
  }

  fileprivate func isKind(of other: Literal) -> Bool {
    switch (self, other) {
    case (.bool, .bool), (.integer, .integer), (.text, .text), (.uuid, .uuid), (.date, .date): true
    default: false
    }
  }
}

extension Comparison {
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

  /// The same with the sides changed.
  fileprivate var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
