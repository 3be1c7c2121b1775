/// A point in time in microseconds since 1970, the precision of both engines; two spellings of one moment are equal.
package struct Moment: Hashable, Sendable, Comparable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let microseconds: Int64

  /// Creates a moment.
  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// Reads ISO 8601 with a zone, also as the servers print it (`2026-11-24 12:00:00.5+02`); nil for anything else.
  ///
  /// A text without a zone is refused: what it means depends on a setting.
  package init?(_ text: String) {
    switch text.lowercased() {
    case "infinity": self.init(microseconds: .max)
    case "-infinity": self.init(microseconds: .min)
    default:
      var digits = DigitReader(text)
      guard let day = digits.day(), digits.skip("T ") != nil, let hour = digits.number(2...2), digits.skip(":") != nil,
        let minute = digits.number(2...2)
      else { return nil }
      var (second, nanoseconds): (Int64, Int64) = (0, 0)
      if digits.skip(":") != nil {
        guard let read = digits.number(2...2) else { return nil }
        second = read
        if digits.skip(".") != nil {
          guard let fraction = digits.fraction() else { return nil }
          nanoseconds = fraction
        }
      }
      guard let ahead = digits.zone(), digits.isAtEnd else { return nil }
      let seconds = day * 86_400 + hour * 3600 + minute * 60 + second - ahead
      self.init(microseconds: seconds * 1_000_000 + (nanoseconds + 500) / 1000)
    }
  }

  /// By time.
  package static func < (left: Moment, right: Moment) -> Bool { left.microseconds < right.microseconds }
}

/// A calendar day, counted from 1970-01-01.
package struct Day: Hashable, Sendable, Comparable {
  /// Days since 1970-01-01.
  package let number: Int64

  /// Reads `2026-11-24`, `infinity` or `-infinity`; nil for anything else.
  package init?(_ text: String) {
    switch text.lowercased() {
    case "infinity": number = .max
    case "-infinity": number = .min
    default:
      var digits = DigitReader(text)
      guard let day = digits.day(), digits.isAtEnd else { return nil }
      number = day
    }
  }

  /// By time.
  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

/// Reads a date or time from left to right. Every value of every row is read, again and again, which a regex is slow at.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  /// So many digits, as many as there are.
  mutating func number(_ count: ClosedRange<Int>) -> Int64? {
    let digits = rest.prefix(count.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits.count >= count.lowerBound else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }

  /// One of these characters, where the next is one.
  mutating func skip(_ characters: StaticString) -> UInt8? {
    guard let next = rest.first, characters.withUTF8Buffer({ $0.contains(next) }) else { return nil }
    rest = rest.dropFirst()
    return next
  }

  /// `2026-11-24`, as the number of days since 1970-01-01.
  mutating func day() -> Int64? {
    guard let year = number(4...6), skip("-") != nil, let month = number(2...2), (1...12).contains(month),
      skip("-") != nil, let day = number(2...2), (1...31).contains(day)
    else { return nil }
    // Years begin in March here, so that the leap day is the last of its year.
    let shifted = month > 2 ? year : year - 1
    let days = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + days - 719_468
  }

  /// What stands behind a point, in nanoseconds.
  mutating func fraction() -> Int64? {
    let before = rest.count
    guard var value = number(1...9) else { return nil }
    for _ in (before - rest.count)..<9 { value *= 10 }
    return value
  }

  /// `Z`, `+02`, `+0230` or `+02:30`, as seconds ahead of UTC.
  mutating func zone() -> Int64? {
    if skip("zZ") != nil { return 0 }
    guard let sign = skip("+-"), let hours = number(2...2) else { return nil }
    let hasMinutes = skip(":") != nil
    let minutes = number(2...2)
    if hasMinutes, minutes == nil { return nil }
    let ahead = (hours * 60 + (minutes ?? 0)) * 60
    return sign == UInt8(ascii: "-") ? -ahead : ahead
  }
}
