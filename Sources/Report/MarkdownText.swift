/// Markdown that stays under a size, for comments on pull requests: what does not fit is said, not cut in half.
struct MarkdownText {
  /// GitHub takes comments of 65,536 characters; 60 KB leave room for what a bot adds.
  static let limit = 60_000
  /// What the last sentence may take.
  private static let reserve = 200
  private(set) var text = ""
  private(set) var left = 0

  /// Adds a whole block, or counts it as left out; once one is, all that follow are.
  mutating func add(_ block: String) {
    guard left == 0, text.utf8.count + block.utf8.count < Self.limit - Self.reserve else { return left += 1 }
    text += block
  }

  /// The text, with a sentence that says what is missing.
  var finished: String {
    left == 0
      ? text : text + "\nThis report is cut at 60 KB: \(left) parts are left out. `--format json` has everything.\n"
  }

  /// A value as code, in which nothing means anything: no markup, no link, no mention.
  ///
  /// The fence is longer than any run of backticks in the value (CommonMark 0.31, 6.1); a table's cell ends at a pipe even in
  /// code, unless a backslash stands before it (GitHub Flavored Markdown 4.10).
  static func code(_ value: String, inTable: Bool = false) -> String {
    let shown = value.visible.clipped(to: 1_000)
    var longest = 0
    var run = 0
    for scalar in shown.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let body = inTable ? pipesEscaped(shown) : shown
    // A space on both sides is dropped again, and keeps a backtick at the edge from joining the fence.
    return body.isEmpty ? "` `" : "\(fence) \(body) \(fence)"
  }

  private static func pipesEscaped(_ text: String) -> String {
    text.unicodeScalars.map { $0 == "|" ? "\\|" : String($0) }.joined()
  }
}
