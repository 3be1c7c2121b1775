/// What a form or rule of the data file looks like.
indirect enum SyntaxPattern: Hashable, Sendable {
  case word(String)
  case sign(String)
  case rule(String)
  case sequence([SyntaxPattern])
  case choice([SyntaxPattern])
  case optional(SyntaxPattern)
  case list(SyntaxPattern)
  case any(SyntaxPattern)

  struct Malformed: Error { let pattern: String }

  init(parsing text: String) throws {
    var reader = Reader(rest: text[...], whole: text)
    self = try reader.choices(until: nil)
  }

  /// The words that stand in the pattern itself, not in its rules.
  var words: Set<String> {
    switch self {
    case .word(let word): [word]
    case .sign, .rule: []
    case .sequence(let parts), .choice(let parts): parts.reduce(into: []) { $0.formUnion($1.words) }
    case .optional(let part), .list(let part), .any(let part): part.words
    }
  }

  /// The rules that it names.
  var rules: Set<String> {
    switch self {
    case .word, .sign: []
    case .rule(let name): [name]
    case .sequence(let parts), .choice(let parts): parts.reduce(into: []) { $0.formUnion($1.rules) }
    case .optional(let part), .list(let part), .any(let part): part.rules
    }
  }

  private struct Reader {
    var rest: Substring
    let whole: String

    mutating func skip() { rest = rest.drop { $0 == " " } }

    mutating func choices(until close: Character?) throws -> SyntaxPattern {
      var branches: [SyntaxPattern] = []
      var parts: [SyntaxPattern] = []
      while true {
        skip()
        guard let first = rest.first else {
          guard close == nil else { throw Malformed(pattern: whole) }
          break
        }
        if first == close {
          rest.removeFirst()
          break
        }
        if first == "|" {
          rest.removeFirst()
          branches.append(.sequence(parts))
          parts = []
          continue
        }
        parts.append(try suffixed(try part(first)))
      }
      branches.append(.sequence(parts))
      return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func suffixed(_ part: SyntaxPattern) throws -> SyntaxPattern {
      if rest.hasPrefix("...") {
        rest.removeFirst(3)
        return .list(part)
      }
      if rest.first == "*" {
        rest.removeFirst()
        return .any(part)
      }
      return part
    }

    private mutating func part(_ first: Character) throws -> SyntaxPattern {
      switch first {
      case "[":
        rest.removeFirst()
        return .optional(try choices(until: "]"))
      case "(":
        rest.removeFirst()
        return try choices(until: ")")
      case "{": return .rule(try enclosed("}"))
      case "'": return .sign(try enclosed("'"))
      default:
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !word.isEmpty else { throw Malformed(pattern: whole) }
        rest = rest[word.endIndex...]
        return .word(String(word))
      }
    }

    private mutating func enclosed(_ close: Character) throws -> String {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: close) else { throw Malformed(pattern: whole) }
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[..<end])
    }
  }
}
