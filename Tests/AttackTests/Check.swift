import Testing

/// One question to the database: who does what, and what must come of it.
struct Check: Sendable {
  enum Kind: Sendable {
    /// Something that must not work, or must not tell.
    case attack
    /// Something that must work: without these, a database that refuses everything would pass.
    case control
    /// A weakness that is known and named: the check holds while it is there as described.
    case known
  }

  var kind: Kind
  var name: String
  var who: Who
  var expected: Expectation
  /// What must come of it where the callers share a pool's login, if that is something else.
  var expectedInSession: Expectation?
  /// The only binding that it can be asked of; nil for both.
  var variant: Variant?
  var steps: [Step]
  /// What the operator does first, and afterwards, whatever came of it.
  var before: [String]
  var after: [String]
  /// Another database than the theme's.
  var database: String?
  var location: SourceLocation

  static func attack(
    _ name: String, _ who: Who, _ expected: Expectation, _ steps: Step..., before: [String] = [], after: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) -> Check {
    Check(
      kind: .attack, name: name, who: who, expected: expected, steps: steps, before: before, after: after,
      location: location)
  }

  static func control(
    _ name: String, _ who: Who, _ expected: Expectation, _ steps: Step...,
    at location: SourceLocation = #_sourceLocation
  ) -> Check {
    Check(
      kind: .control, name: name, who: who, expected: expected, steps: steps, before: [], after: [], location: location)
  }

  static func known(
    _ name: String, _ who: Who, _ expected: Expectation, _ steps: Step..., after: [String] = [],
    in database: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) -> Check {
    Check(
      kind: .known, name: name, who: who, expected: expected, steps: steps, before: [], after: after,
      database: database, location: location)
  }
}

extension Check {
  /// The same check, with another outcome where one login is shared: it has the privileges of all its callers, so what one of
  /// them may not do is filtered or violates a policy, rather than being refused.
  func inSession(_ expected: Expectation) -> Check {
    var copy = self
    copy.expectedInSession = expected
    return copy
  }

  /// The same check, asked of one binding alone.
  func only(_ variant: Variant) -> Check {
    var copy = self
    copy.variant = variant
    return copy
  }

  /// What must come of it by the binding.
  func expected(by variant: Variant) -> Expectation {
    variant == .session ? expectedInSession ?? expected : expected
  }
}

/// Something that a check does. In its SQL, `{alderClerk}` stands for that login's name, `{alderClerk.verifier}` for a
/// verifier of its password, `{alderClerk.token}` for the token of the session; `{identities}` is the table that tells who
/// asks, and `{readers}` are the roles that policies let read.
enum Step: Sendable, ExpressibleByStringInterpolation {
  /// A statement on the check's own connection.
  case sql(String)
  /// A `COPY … TO STDOUT` on it.
  case copy(String)
  /// Binds a session by its token, as a parameter.
  case bind(String)
  /// Writes the hidden column of a shipment, by the way that the binding has.
  case writeMargin(of: String, Int)
  /// A statement of the operator, in the middle of the other's session.
  case meanwhile(String)
  /// All generated steps one by one; gives how many of them leave a granted table unguarded.
  case install
  case uninstall
  /// Gives what differs from the catalog as it was kept under the name.
  case compare(with: String)

  init(stringLiteral value: String) { self = .sql(value) }
  init(_ sql: String) { self = .sql(sql) }
}

/// Checks that belong together. They run in order, from the fixture's rows; those of another theme leave nothing behind.
struct Theme: Sendable, CustomTestStringConvertible {
  var name: String
  var checks: [Check]
  var testDescription: String { name }

  /// The checks that can be asked of the binding.
  func checks(by variant: Variant) -> [Check] { checks.filter { $0.variant == nil || $0.variant == variant } }

  init(_ name: String, only variant: Variant? = nil, _ checks: [Check]) {
    self.name = name
    self.checks = variant.map { variant in checks.map { $0.only(variant) } } ?? checks
  }
}
