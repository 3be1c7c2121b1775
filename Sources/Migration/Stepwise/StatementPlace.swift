/// Where in a file a runner stands.
package struct StatementPlace: Sendable, Hashable, CustomStringConvertible {
  package var path: String
  package var version: String
  package var direction: Direction
  /// The statement, from 1.
  package var number: Int
  /// How many there are.
  package var count: Int
  /// Where it begins.
  package var line: Int?

  /// For a person: file, line, number.
  package var description: String {
    "\(path)\(line.map { ":\($0)" } ?? "") (statement \(number) of \(count))"
  }

  /// What finishes the file.
  var again: String { "bailiwick migrate \(direction.rawValue)" }
}
