import SQLSyntax

extension ScriptStatement {
  /// What the last comment line above the statement says; nil where it says nothing that the generator would have written.
  var postcondition: Postcondition? {
    var last: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("--") { last = line } else if line.isEmpty { last = nil } else { break }
    }
    return last.flatMap { PostconditionLine.postcondition(String($0)) }
  }

  /// The statement without the comments before it.
  var bare: String {
    text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") || $0.isEmpty }
      .joined(separator: "\n")
  }
}
