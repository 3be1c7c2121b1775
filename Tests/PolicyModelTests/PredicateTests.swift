import CanonicalJSON
import PolicyModel
import Testing

@Suite struct PredicateTests {
  static let samples: [Predicate] = [
    .anything,
    .compare(.column("status"), .notEqual, .literal(.text("it's"))),
    .isIn(.column("n"), [.integer(-1), .decimal("1.50"), .bool(true)]),
    .not(.isNull(.column("gone_at"))),
    .and([.compare(.column("owner"), .equal, .me), .or([.isNull(.tenant), .compare(.column("t"), .less, .now)])]),
    .isIn(.column("x"), [.uuid("0a"), .date("2026-01-01"), .timestamp("2026-01-01T00:00:00Z")]),
  ]

  @Test(arguments: samples)
  func jsonAndBackIsLossless(_ predicate: Predicate) throws {
    #expect(try Predicate(json: JSONValue(parsing: predicate.json.compactText)) == predicate)
  }

  @Test(arguments: [#"{"xor":[]}"#, #"{"compare":["me"]}"#, #""maybe""#, #"{"and":[],"or":[]}"#])
  func anUnknownFormIsRefused(_ text: String) throws {
    let json = try JSONValue(parsing: text)
    #expect(throws: JSONDecodingError.self) { try Predicate(json: json) }
  }

  @Test func columnsAreFoundInEveryAtom() {
    #expect(Self.samples[4].columns == ["owner", "t"])
  }

  @Test func aConjunctionOfNothingIsAnything() {
    #expect(Predicate.all([]) == .anything)
    #expect(Predicate.all([.anything, .isNull(.me)]) == .isNull(.me))
  }
}
