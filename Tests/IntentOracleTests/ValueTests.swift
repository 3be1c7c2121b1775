import IntentOracle
import PolicyModel
import Testing

@Suite struct ValueTests {
  @Test func threeValuedLogicKeepsItsLaws() {
    for a in Truth.allCases {
      #expect(!(!a) == a)
      #expect((a && .true) == a && (a || .false) == a)
      #expect((a && .false) == .false && (a || .true) == .true)
      for b in Truth.allCases {
        #expect((a && b) == (b && a) && (a || b) == (b || a))
        #expect(!(a && b) == (!a || !b) && !(a || b) == (!a && !b))
        for c in Truth.allCases {
          #expect((a && (b && c)) == ((a && b) && c) && (a && (b || c)) == ((a && b) || (a && c)))
        }
      }
    }
    // What two-valued logic has and this one has not.
    #expect((Truth.unknown || !Truth.unknown) == .unknown)
  }

  static let comparisons: [(Literal, Comparison, Literal, Truth)] = [
    (.decimal("1.5"), .equal, .decimal("1.50"), .true), (.integer(2), .equal, .decimal("2.000"), .true),
    (.decimal("-0"), .equal, .integer(0), .true), (.decimal("-2"), .less, .decimal("-1.5"), .true),
    (.decimal("10"), .greater, .decimal("9.99"), .true), (.decimal("1e3"), .equal, .integer(1000), .true),
    (.decimal("1.25e-1"), .equal, .decimal("0.125"), .true), (.decimal("NaN"), .greater, .decimal("Infinity"), .true),
    (.decimal("9007199254740993"), .equal, .decimal("9007199254740992"), .false),
    (.timestamp("2026-01-01T00:00:00Z"), .equal, .timestamp("2026-01-01 02:00:00+02"), .true),
    (.timestamp("1999-12-31T23:59:59.999999Z"), .less, .timestamp("2000-01-01T00:00:00Z"), .true),
    (.timestamp("2026-01-01T00:00:00.1Z"), .greaterOrEqual, .timestamp("2026-01-01T00:00:00.10Z"), .true),
    (.date("2024-02-29"), .less, .date("2024-03-01"), .true), (.date("1969-12-31"), .less, .date("1970-01-01"), .true),
    (.uuid("0A"), .equal, .uuid("0a"), .true), (.text("A"), .equal, .text("a"), .false),
    (.text("\u{e9}"), .equal, .text("e\u{301}"), .false), (.text("a"), .less, .text("b"), .unknown),
    (.text("0a"), .equal, .uuid("0A"), .true), (.bool(true), .notEqual, .bool(false), .true),
  ]

  @Test(arguments: comparisons.indices)
  func valuesCompareAsTheServersDo(_ index: Int) {
    let (left, comparison, right, expected) = Self.comparisons[index]
    #expect(Value.compare(Value(left), comparison, Value(right)) == expected, "\(left) \(comparison.rawValue) \(right)")
    #expect(Value.compare(.null, comparison, Value(right)) == .unknown)
    #expect(Value.compare(Value(left), comparison, .null) == .unknown)
  }

  @Test func daysAreCountedFromTheEpoch() {
    #expect(Day("1970-01-01")?.number == 0 && Day("2000-03-01")?.number == 11017 && Day("1969-12-31")?.number == -1)
    #expect(Moment("2001-09-09T01:46:40Z")?.microseconds == 1_000_000_000_000_000)
    #expect(Moment("2026-01-01T00:00:00") == nil, "without a zone a text is no moment")
  }

  @Test(arguments: [
    "2001-09-09T01:46:40Z", "2001-09-09 01:46:40z", "2001-09-09 01:46:40.000000+00", "2001-09-09 03:46:40+02",
    "2001-09-09 03:46:40.0000004+02:00", "2001-09-08T23:16:40-0230",
  ]) func aMomentHasSeveralSpellings(_ text: String) {
    #expect(Moment(text)?.microseconds == 1_000_000_000_000_000)
  }

  @Test func aMomentIsRoundedToMicroseconds() {
    #expect(Moment("1970-01-01T00:00Z")?.microseconds == 0)
    #expect(Moment("1970-01-01 00:00:00.5+00")?.microseconds == 500_000)
    #expect(Moment("1970-01-01 00:00:00.0000015Z")?.microseconds == 2)
    #expect(Moment("infinity")?.microseconds == .max && Moment("-infinity")?.microseconds == .min)
  }

  @Test(arguments: [
    "", "2001-09-09", "2001-09-09T01:46:40", "2001-09-09T01Z", "2001-09-09T1:46:40Z", "201-09-09T01:46:40Z",
    "2001-13-09T01:46:40Z", "2001-09-32T01:46:40Z", "2001-09-09T01:46:40.Z", "2001-09-09T01:46:40.1234567890Z",
    "2001-09-09T01:46:40+2", "2001-09-09T01:46:40+02:", "2001-09-09T01:46:40Z ", " 2001-09-09T01:46:40Z",
    "2001-09-09X01:46:40Z", "now",
  ]) func anythingElseIsNoMoment(_ text: String) {
    #expect(Moment(text) == nil)
    #expect(Day(text) == nil || text == "2001-09-09")
  }

  @Test(
    arguments: [
      ("12.50", "numeric(10,2)", .decimal(ExactDecimal(12))), ("7", "bigint", .integer(7)),
      ("t", "boolean", .bool(true)),
      ("0A", "uuid", .uuid("0a")), ("draft", "app.status", .opaque("draft")), (nil, "text", .null),
      ("x", "character varying(9)", .text("x")),
    ] as [(String?, String, Value)])
  func whatAServerPrintsIsRead(_ text: String?, _ type: String, _ expected: Value) {
    let value = Value(printed: text, type: type)
    if text == "12.50" {
      #expect(Value.equal(value, Value(.decimal("12.5"))) == .true)
    } else {
      #expect(value == expected)
    }
  }
}
