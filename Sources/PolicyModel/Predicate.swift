public import CanonicalJSON

/// A constant of a type that both engines have.
public enum Literal: Hashable, Sendable {
  /// A boolean.
  case bool(Bool)
  /// An integer.
  case integer(Int64)
  /// An exact decimal, in its digits.
  case decimal(String)
  /// A text, or a label of an enum where it meets an enum column.
  case text(String)
  /// A uuid in lower case.
  case uuid(String)
  /// A point in time, ISO 8601 with a zone.
  case timestamp(String)
  /// A date, ISO 8601.
  case date(String)
}

/// What a predicate compares.
public enum Term: Hashable, Sendable {
  /// A column of the row.
  case column(String)
  /// A constant.
  case literal(Literal)
  /// The acting principal's id.
  case me
  /// The acting tenant's key; unknown for a role that reaches all.
  case tenant
  /// The statement's time.
  case now
}

/// A comparison. Texts have `equal` and `notEqual` only, since their order depends on a collation.
public enum Comparison: String, Hashable, Sendable, JSONCodable {
  /// `=`
  case equal = "="
  /// `<>`
  case notEqual = "<>"
  /// `<`
  case less = "<"
  /// `<=`
  case lessOrEqual = "<="
  /// `>`
  case greater = ">"
  /// `>=`
  case greaterOrEqual = ">="
}

/// A three-valued condition over one row; only TRUE allows.
public indirect enum Predicate: Hashable, Sendable {
  /// Always TRUE.
  case anything
  /// Two terms compared; NULL on either side is unknown.
  case compare(Term, Comparison, Term)
  /// Equal to one of the constants; NULL is unknown.
  case isIn(Term, [Literal])
  /// Whether the term is NULL; never unknown.
  case isNull(Term)
  /// All hold.
  case and([Predicate])
  /// At least one holds.
  case or([Predicate])
  /// The opposite; unknown stays unknown.
  case not(Predicate)
}

extension Predicate {
  /// The atoms, from left to right: everything but `and`, `or` and `not`.
  public var atoms: [Predicate] {
    switch self {
    case .anything, .compare, .isIn, .isNull: [self]
    case .and(let parts), .or(let parts): parts.flatMap(\.atoms)
    case .not(let part): part.atoms
    }
  }

  /// The terms of all atoms.
  public var terms: [Term] {
    atoms.flatMap { atom -> [Term] in
      switch atom {
      case .compare(let left, _, let right): [left, right]
      case .isIn(let term, _), .isNull(let term): [term]
      case .anything, .and, .or, .not: []
      }
    }
  }

  /// The columns that it reads, each once, sorted.
  public var columns: [String] {
    Set(terms.compactMap { if case .column(let name) = $0 { name } else { nil } }).sorted()
  }

  /// The conjunction, flattened; `anything` is its neutral element.
  public static func all(_ parts: [Predicate]) -> Predicate {
    let flat = parts.flatMap { part -> [Predicate] in
      switch part {
      case .anything: []
      case .and(let inner): inner
      case .compare, .isIn, .isNull, .or, .not: [part]
      }
    }
    return flat.isEmpty ? .anything : flat.count == 1 ? flat[0] : .and(flat)
  }

  /// The disjunction, flattened; of one part, that part.
  public static func any(_ parts: [Predicate]) -> Predicate {
    let flat = parts.flatMap { part -> [Predicate] in if case .or(let inner) = part { inner } else { [part] } }
    return flat.count == 1 ? flat[0] : .or(flat)
  }
}
