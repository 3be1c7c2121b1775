import ArgumentParser
import PolicyModel

/// A length of time as people type it: `90s`, `30m`, `12h`, `7d`.
struct Length: ExpressibleByArgument {
  let span: Span

  /// Nil for anything else.
  init?(argument: String) {
    guard let unit = Span.units.first(where: { $0.letter == argument.last }), let count = Int(argument.dropLast()),
      count > 0, case let (seconds, overflow) = count.multipliedReportingOverflow(by: unit.seconds), !overflow
    else { return nil }
    span = Span(seconds: seconds)
  }
}

extension Span {
  fileprivate static let units: [(letter: Character, word: String, seconds: Int)] = [
    ("d", "day", 86_400), ("h", "hour", 3600), ("m", "minute", 60), ("s", "second", 1),
  ]

  /// In the largest unit that divides it: `12 hours`.
  var words: String {
    let unit = Self.units.first { seconds % $0.seconds == 0 } ?? ("s", "second", 1)
    return counted(seconds / unit.seconds, unit.word)
  }
}

/// `1 session`, `2 sessions`.
func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
