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
      guard let match = text.wholeMatch(of: Self.form), let day = Day(String(match.1)), let hour = Int64(match.2),
        let minute = Int64(match.3)
      else { return nil }
      let second = match.4.flatMap { Int64($0) } ?? 0
      var behind = match.5.map(String.init) ?? ""
      behind += String(repeating: "0", count: 9 - behind.count)
      let nanoseconds = Int64(behind) ?? 0
      let offset = ((match.7.flatMap { Int64($0) } ?? 0) * 60 + (match.8.flatMap { Int64($0) } ?? 0)) * 60
      let seconds = day.number * 86_400 + hour * 3600 + minute * 60 + second - (match.6 == "-" ? -offset : offset)
      self.init(microseconds: seconds * 1_000_000 + (nanoseconds + 500) / 1000)
    }
  }

  // A literal inside `init` is parsed at every call, which takes longer than all the rest. Whatever a regex keeps of its
  // own, it exchanges atomically; it is not `Sendable` for the closures that it may have, and this has none.
  private nonisolated(unsafe) static let form =
    /(\d{4,6}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[zZ]|([+-])(\d\d)(?::?(\d\d))?)/

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
      guard let match = text.wholeMatch(of: Self.form), let year = Int64(match.1),
        let month = Int64(match.2), let day = Int64(match.3), (1...12).contains(month), (1...31).contains(day)
      else { return nil }
      // Years begin in March here, so that the leap day is the last of its year.
      let shifted = month > 2 ? year : year - 1
      let days = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
      number = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + days - 719_468
    }
  }

  private nonisolated(unsafe) static let form = /(\d{4,6})-(\d\d)-(\d\d)/

  /// By time.
  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}
