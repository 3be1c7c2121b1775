/// A statement of a file with the line that it begins at.
struct ScriptStatement: Sendable, Hashable {
  /// The statement with the comments before it, without its semicolon.
  var text: String
  /// The line of its first word, counted from 1.
  var line: Int
  /// Its first words, in lower case.
  var words: [String]

  /// What begins or ends a transaction, which is the runner's to do; nil in any other statement. A savepoint stays inside.
  var transactionControl: String? {
    guard let first = words.first, ["begin", "start", "commit", "end", "rollback", "abort", "prepare"].contains(first)
    else { return nil }
    let second = words.dropFirst().first
    if first == "rollback" && (second == "to" || words.dropFirst(2).first == "to") { return nil }
    if first == "prepare" { return second == "transaction" ? "prepare transaction" : nil }
    return first
  }
}

/// Splits a PostgreSQL script at its semicolons: not those in strings, quoted names, dollar quotes, comments, or the body
/// of a `BEGIN ATOMIC` routine (PostgreSQL, Lexical Structure; CREATE FUNCTION, sql_body).
struct ScriptReader {
  private var rest: Substring.UnicodeScalarView
  private var line = 1
  private var text = String.UnicodeScalarView()
  private var firstLine: Int?
  private var words: [String] = []
  private var depth = 0
  private var statements: [ScriptStatement] = []

  /// The statements of the text.
  static func statements(of text: String) -> [ScriptStatement] {
    var reader = ScriptReader(rest: Substring(text).unicodeScalars)
    reader.read()
    return reader.statements
  }

  private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

  private mutating func take(_ count: Int = 1) {
    for scalar in rest.prefix(count) {
      if scalar == "\n" { line += 1 }
      text.append(scalar)
    }
    rest = rest.dropFirst(count)
  }

  private func starts(_ prefix: String) -> Bool { rest.starts(with: prefix.unicodeScalars) }

  private mutating func read() {
    while let next = rest.first {
      if starts("--") {
        // The server ends a comment at either.
        while let scalar = rest.first, scalar != "\n" && scalar != "\r" { take() }
      } else if starts("/*") {
        comment()
      } else if next == "'" {
        let escapes = words.last == "e" && text.last.map { $0 == "e" || $0 == "E" } ?? false
        quoted("'", escapes: escapes)
      } else if next == "\"" {
        quoted("\"", escapes: false)
      } else if next == "$", let tag = dollarTag() {
        begin()
        take(tag.unicodeScalars.count)
        while !rest.isEmpty && !starts(tag) { take() }
        take(tag.unicodeScalars.count)
      } else if next == ";" && depth == 0 {
        rest = rest.dropFirst()
        finish()
      } else if Self.startsWord(next) {
        word()
      } else {
        if !next.properties.isWhitespace { begin() }
        take()
      }
    }
    finish()
  }

  private mutating func begin() { if firstLine == nil { firstLine = line } }

  private mutating func comment() {
    var nested = 0
    repeat {
      if starts("/*") { nested += 1; take(2) } else if starts("*/") { nested -= 1; take(2) } else { take() }
    } while nested > 0 && !rest.isEmpty
  }

  private mutating func quoted(_ mark: Unicode.Scalar, escapes: Bool) {
    begin()
    take()
    while let scalar = rest.first {
      if escapes && scalar == "\\" { take(2); continue }
      take()
      guard scalar == mark else { continue }
      guard rest.first == mark else { return }
      take()
    }
  }

  /// `$$` or `$tag$` at this place; a dollar inside a word is none.
  private func dollarTag() -> String? {
    var tag = "$"
    for scalar in rest.dropFirst() {
      if scalar == "$" { return tag + "$" }
      guard Self.startsWord(scalar) || (tag.unicodeScalars.count > 1 && ("0"..."9").contains(scalar)) else {
        return nil
      }
      tag.unicodeScalars.append(scalar)
    }
    return nil
  }

  /// As the server reads: every character beyond ASCII may begin a name.
  private static func startsWord(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_" || !scalar.isASCII
  }

  private mutating func word() {
    begin()
    var word = ""
    while let scalar = rest.first,
      Self.startsWord(scalar) || scalar == "$" || ("0"..."9").contains(scalar)
    {
      word.unicodeScalars.append(scalar)
      take()
    }
    let lower = word.lowercased()
    if lower == "atomic" && words.last == "begin" { depth = 1 }
    if depth > 0 {
      if lower == "case" { depth += 1 }
      if lower == "end" { depth -= 1 }
    }
    words.append(lower)
  }

  private mutating func finish() {
    if let firstLine {
      statements.append(ScriptStatement(text: String(text), line: firstLine, words: Array(words.prefix(3))))
    }
    text = String.UnicodeScalarView()
    firstLine = nil
    words = []
    depth = 0
  }
}
