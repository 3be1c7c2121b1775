import Foundation
package import SQLSyntax

/// A postcondition as the last comment line above its statement, in words that nothing but this reads and writes:
///
///     -- after: again
///     -- after: rows
///     -- after: role freight_clerk, no policy app.notes floor
///
/// Every byte of a name but letters, digits, `_` and `-` is written `%41`, so no name ends a word, a list or the line.
package enum PostconditionLine {
  /// How the line begins.
  package static let key = "-- after: "

  /// The line; nil where nothing tells.
  package static func line(_ postcondition: Postcondition?) -> String? {
    switch postcondition {
    case nil: nil
    case .repeatable: key + "again"
    case .rows: key + "rows"
    case .facts(let facts): key + facts.map(FactWords.words).joined(separator: ", ")
    }
  }

  /// Reads the line; nil for any text that ``line(_:)`` would not have written.
  package static func postcondition(_ line: String) -> Postcondition? {
    guard line.utf8.starts(with: key.utf8) else { return nil }
    let text = String(line.dropFirst(key.count))
    let read: Postcondition
    switch text {
    case "again": read = .repeatable
    case "rows": read = .rows
    default:
      let facts = text.components(separatedBy: ", ").map(FactWords.fact)
      guard !facts.isEmpty, facts.allSatisfy({ $0 != nil }) else { return nil }
      read = .facts(facts.compactMap(\.self))
    }
    // Whatever is written in another way than ours is none of ours.
    guard let again = self.line(read), Array(again.utf8) == Array(line.utf8) else { return nil }
    return read
  }
}
