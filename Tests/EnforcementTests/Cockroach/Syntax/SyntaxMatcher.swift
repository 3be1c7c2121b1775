/// Holds one statement against patterns. Every way to read it is followed, so the order of choices in the data means nothing.
struct SyntaxMatcher {
  let syntax: CockroachSyntax
  let tokens: [SQLToken]
  /// Where a rule that begins at a token may end.
  private var known: [Place: Set<Int>] = [:]

  private struct Place: Hashable {
    var rule: String
    var start: Int
  }

  init(syntax: CockroachSyntax, tokens: [SQLToken]) {
    self.syntax = syntax
    self.tokens = tokens
  }

  mutating func matchesWhole(_ pattern: SyntaxPattern) -> Bool { ends(pattern, 0).contains(tokens.count) }

  private mutating func ends(_ pattern: SyntaxPattern, _ start: Int) -> Set<Int> {
    switch pattern {
    case .word(let word): return token(start) == .word(word) ? [start + 1] : []
    case .sign(let sign): return token(start) == .sign(sign) ? [start + 1] : []
    case .rule(let name): return ends(rule: name, start)
    case .sequence(let parts):
      var positions: Set = [start]
      for part in parts { positions = following(part, positions) }
      return positions
    case .choice(let parts):
      return parts.reduce(into: []) { found, part in found.formUnion(ends(part, start)) }
    case .optional(let part): return ends(part, start).union([start])
    case .list(let part): return repeated(.sequence([.sign(","), part]), ends(part, start))
    case .any(let part): return repeated(part, [start])
    }
  }

  private mutating func following(_ part: SyntaxPattern, _ positions: Set<Int>) -> Set<Int> {
    positions.reduce(into: []) { found, position in found.formUnion(ends(part, position)) }
  }

  private mutating func repeated(_ part: SyntaxPattern, _ first: Set<Int>) -> Set<Int> {
    var all = first
    var latest = first
    while !latest.isEmpty {
      latest = following(part, latest).subtracting(all)
      all.formUnion(latest)
    }
    return all
  }

  private mutating func ends(rule name: String, _ start: Int) -> Set<Int> {
    switch name {
    case "name":
      switch token(start) {
      case .name: return [start + 1]
      case .word(let word): return syntax.reserved.contains(word) ? [] : [start + 1]
      default: return []
      }
    case "string": return token(start) == .string ? [start + 1] : []
    case "number": return token(start) == .number ? [start + 1] : []
    case "condition":
      return ends(rule: "expression", start).filter { !tokens[start..<$0].contains(.word("SELECT")) }
    case _ where name.hasPrefix("$"):
      guard case .body(let inner)? = token(start) else { return [] }
      var matcher = SyntaxMatcher(syntax: syntax, tokens: inner)
      return matcher.matchesWhole(.rule(String(name.dropFirst()))) ? [start + 1] : []
    default:
      let place = Place(rule: name, start: start)
      if let found = known[place] { return found }
      let found = syntax.rules[name].map { ends($0, start) } ?? []
      known[place] = found
      return found
    }
  }

  private func token(_ position: Int) -> SQLToken? { position < tokens.count ? tokens[position] : nil }
}
