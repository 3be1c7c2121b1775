/// A statement as the words, names, constants and signs that it consists of.
enum SQLToken: Hashable, Sendable {
  /// A word, in upper case.
  case word(String)
  /// A name in double quotes.
  case name(String)
  /// A text constant.
  case string
  /// A number.
  case number
  /// A body in dollar quotes.
  case body([SQLToken])
  /// An operator or another sign; also psql's variable `:database`.
  case sign(String)

  /// Reads a statement; what it does not know becomes a sign, which no form has.
  static func tokens(of text: String) -> [SQLToken] {
    var reader = Reader(rest: Array(text.unicodeScalars)[...])
    return reader.all()
  }

  private struct Reader {
    var rest: ArraySlice<Unicode.Scalar>

    mutating func all() -> [SQLToken] {
      var tokens: [SQLToken] = []
      while let next = rest.first {
        if next.properties.isWhitespace { rest.removeFirst() } else { tokens.append(token(next)) }
      }
      return tokens
    }

    private mutating func token(_ next: Unicode.Scalar) -> SQLToken {
      if next == "'" {
        _ = quoted("'")
        return .string
      }
      if next == "\"" { return .name(quoted("\"")) }
      if Self.isDigit(next) {
        _ = take { Self.isDigit($0) || $0 == "." }
        return .number
      }
      if Self.isLetter(next) { return .word(take { Self.isLetter($0) || Self.isDigit($0) }.uppercased()) }
      if next == "$", let body = dollar() { return .body(body) }
      for sign in [":\"database\"", "<>", "<=", ">=", "<@", ">>", "||", "&&", "::"] where starts(sign) {
        rest.removeFirst(sign.unicodeScalars.count)
        return .sign(sign.replacing("\"", with: ""))
      }
      rest.removeFirst()
      return .sign(String(next))
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private func starts(_ text: String) -> Bool { rest.starts(with: text.unicodeScalars) }

    private mutating func take(while fits: (Unicode.Scalar) -> Bool) -> String {
      let part = rest.prefix(while: fits)
      rest = rest[part.endIndex...]
      return String(String.UnicodeScalarView(part))
    }

    private mutating func quoted(_ mark: Unicode.Scalar) -> String {
      var text = ""
      rest.removeFirst()
      while let next = rest.popFirst() {
        if next == mark {
          guard rest.first == mark else { break }
          rest.removeFirst()
        }
        text.unicodeScalars.append(next)
      }
      return text
    }

    private mutating func dollar() -> [SQLToken]? {
      let tag = rest.dropFirst().prefix { Self.isLetter($0) || Self.isDigit($0) }
      guard tag.endIndex < rest.endIndex, rest[tag.endIndex] == "$" else { return nil }
      let mark = rest[rest.startIndex...tag.endIndex]
      var inner = Reader(rest: rest[(tag.endIndex + 1)...])
      let start = inner.rest.startIndex
      while !inner.rest.isEmpty && !inner.rest.starts(with: mark) { inner.rest.removeFirst() }
      var body = Reader(rest: rest[start..<inner.rest.startIndex])
      rest = inner.rest.dropFirst(mark.count)
      return body.all()
    }
  }
}
