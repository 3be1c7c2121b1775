import SchemaModel

/// The words of SQL that a server printed, good for one question: does it name this column or that table?
///
/// Comments and strings in quotes are skipped, quoted identifiers count as one word. No grammar is known here, so a column of the
/// same name in another table is taken for this one.
struct SQLText {
  /// Identifiers and keywords, and dots, in order.
  let words: [String]

  init(_ text: String) {
    var words: [String] = []
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
      } else if first == "'" || first == "\"" {
        let (inner, after) = SQLText.quoted(rest, by: first)
        if first == "\"" { words.append(inner) }
        rest = after
      } else if SQLText.continues(first) {
        let word = rest.prefix(while: SQLText.continues)
        words.append(String(word))
        rest = rest[word.endIndex...]
      } else {
        if first == "." { words.append(".") }
        rest = rest.dropFirst()
      }
    }
    self.words = words
  }

  /// Whether the identifier occurs.
  func names(_ identifier: String) -> Bool { words.contains(identifier) }

  /// Whether the qualified name occurs, as it does in all that is printed with a search path without the schema.
  func names(_ table: QualifiedName) -> Bool {
    words.indices.dropLast(2).contains {
      words[$0] == table.schema && words[$0 + 1] == "." && words[$0 + 2] == table.name
    }
  }

  private static func continues(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "$"
  }

  /// The text between the quotes, where a doubled quote stands for one, and what follows.
  private static func quoted(_ text: Substring, by quote: Character) -> (String, Substring) {
    var inner = ""
    var rest = text.dropFirst()
    while let end = rest.firstIndex(of: quote) {
      inner += rest[..<end]
      rest = rest[rest.index(after: end)...]
      guard rest.first == quote else { return (inner, rest) }
      inner.append(quote)
      rest = rest.dropFirst()
    }
    return (inner + rest, "")
  }
}
