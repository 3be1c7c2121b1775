extension Literal {
  /// What the constant is not, where its text is none of its type: `uuid`, `date`, …; nil where it is fine.
  ///
  /// A server would read some of these, and as something else than they say: `now` as a timestamp is the moment at which
  /// the policy was installed.
  package var misses: String? {
    switch self {
    case .bool, .integer, .text: nil
    case .uuid(let text): text.wholeMatch(of: Self.uuidForm) == nil ? "uuid" : nil
    case .decimal(let text): text.wholeMatch(of: Self.decimalForm) == nil ? "decimal number" : nil
    case .date(let text): Self.isDate(text) ? nil : "date such as 2026-11-24"
    case .timestamp(let text): Self.isTimestamp(text) ? nil : "timestamp with a zone such as 2026-11-24T12:00:00Z"
    }
  }

  // Digits are written as ranges, since \d also takes those of other scripts.
  private static var uuidForm: Regex<Substring> {
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
  }
  private static var decimalForm: Regex<Substring> { /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]{1,3})?/ }

  private static func isDate(_ text: String) -> Bool {
    if text == "infinity" || text == "-infinity" { return true }
    guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/), let year = Int(match.1),
      let month = Int(match.2), let day = Int(match.3), year > 0, (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  private static func isTimestamp(_ text: String) -> Bool {
    if text == "infinity" || text == "-infinity" { return true }
    let form =
      /([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(?:[zZ]|[+\-]([0-9]{2})(?::?([0-9]{2}))?)/
    guard let match = text.wholeMatch(of: form) else { return false }
    func fits(_ part: Substring?, _ limit: Int) -> Bool { part.flatMap { Int($0) }.map { $0 <= limit } ?? true }
    return isDate(String(match.1)) && fits(match.2, 23) && fits(match.3, 59) && fits(match.4, 59) && fits(match.5, 15)
      && fits(match.6, 59)
  }
}

extension Predicate {
  /// The constants of an atom.
  var literals: [Literal] {
    let listed: [Literal] = if case .isIn(_, let values) = self { values } else { [] }
    return listed + terms.compactMap { if case .literal(let literal) = $0 { literal } else { nil } }
  }
}
