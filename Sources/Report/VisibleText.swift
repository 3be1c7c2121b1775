extension String {
  /// The text on one line, with every character that a terminal, a browser or a parser would act on written as `\u{…}`:
  /// names and values come from databases, so they may hold escapes, line feeds, and marks that turn the direction of text.
  var visible: String {
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isUnsafeToShow {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same over several lines.
  var visibleLines: String {
    replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }
      .joined(separator: "\n")
  }

  /// At most that many characters, with a sign that there were more.
  func clipped(to limit: Int) -> String { count > limit ? prefix(limit) + "…" : self }
}

extension Unicode.Scalar {
  /// Controls and line separators; format characters, among them all that change direction; and what XML 1.0 has no way to
  /// write (section 2.2, `Char`).
  fileprivate var isUnsafeToShow: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: value & 0xFFFE == 0xFFFE
    }
  }
}
