/// Rows as COPY reads and writes them in its text format (PostgreSQL's documentation of COPY, "Text Format").
package enum CopyText {
  /// A row, without the end of its line.
  package static func line(_ values: [String?]) -> String {
    values.map { $0.map(escaped) ?? "\\N" }.joined(separator: "\t")
  }

  /// The lines of what COPY wrote.
  package static func lines(_ text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { String($0) }
  }

  private static func escaped(_ value: String) -> String {
    value.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\u{c}": text += "\\f"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{b}": text += "\\v"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
