import ArgumentParser
import PolicyModel

/// A length of time as people type it: `90s`, `30m`, `12h`, `7d`.
struct Length: ExpressibleByArgument {
  let span: Span

  private static let units: [Character: Int] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]

  /// Nil for anything else.
  init?(argument: String) {
    guard let unit = argument.last.flatMap({ Self.units[$0] }), let count = Int(argument.dropLast()), count > 0,
      case let (seconds, overflow) = count.multipliedReportingOverflow(by: unit), !overflow
    else { return nil }
    span = Span(seconds: seconds)
  }
}

/// `1 session`, `2 sessions`.
func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
