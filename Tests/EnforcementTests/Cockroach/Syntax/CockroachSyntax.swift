import Foundation

/// What CockroachDB's parser takes, read from `Tests/Data/cockroachdb-25.2-syntax.txt`, which says where each line is from.
struct CockroachSyntax: Sendable {
  /// A statement with the lines that it is from.
  struct Form: Sendable {
    let pattern: SyntaxPattern
    var examples: [(source: String, statement: String)] = []
  }

  private(set) var forms: [Form] = []
  private(set) var rules: [String: SyntaxPattern] = [:]
  private(set) var refused: [String] = []
  private(set) var reserved: Set<String> = []

  struct Malformed: Error { let line: Substring }

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Data/cockroachdb-25.2-syntax.txt")
    try self.init(parsing: String(contentsOf: url, encoding: .utf8))
  }

  init(parsing text: String) throws {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let trimmed = line.drop { $0 == " " }
      guard let space = trimmed.firstIndex(of: " ") else { throw Malformed(line: line) }
      let rest = String(trimmed[trimmed.index(after: space)...])
      switch trimmed[..<space] {
      case "rule":
        guard let colon = rest.firstIndex(of: ":") else { throw Malformed(line: line) }
        rules[String(rest[..<colon])] = try SyntaxPattern(parsing: String(rest[rest.index(after: colon)...]))
      case "form": forms.append(Form(pattern: try SyntaxPattern(parsing: rest)))
      case "row", "whole", "unasked":
        guard !forms.isEmpty else { throw Malformed(line: line) }
        forms[forms.count - 1].examples.append((String(trimmed[..<space]), rest))
      case "refused": refused.append(rest)
      case "reserved": reserved.formUnion(rest.split(separator: " ").map(String.init))
      default: throw Malformed(line: line)
      }
    }
  }

  /// Whether the statement has one of the forms.
  func takes(_ statement: String) -> Bool {
    let tokens = SQLToken.tokens(of: statement)
    return forms.contains { matches(tokens, $0.pattern) }
  }

  /// Whether the statement, from its first word to its last, is what the pattern says.
  func matches(_ tokens: [SQLToken], _ pattern: SyntaxPattern) -> Bool {
    var matcher = SyntaxMatcher(syntax: self, tokens: tokens)
    return matcher.matchesWhole(pattern)
  }
}
