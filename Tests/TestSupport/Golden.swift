import Foundation

extension Example {
  /// Freight, with everything that the language has.
  package static let freight = all[0]

  /// Holds a generated text against the file that is kept in the example's folder; `make golden` writes it instead.
  package func keeps(_ text: String, in file: String) throws -> Bool {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sql/examples/\(name)/\(file)")
    if ProcessInfo.processInfo.environment["BAILIWICK_GOLDEN"] == "write" { try Data(text.utf8).write(to: url) }
    return (try? String(contentsOf: url, encoding: .utf8)) == text
  }
}

extension Example: CustomStringConvertible {
  /// The name.
  package var description: String { name }
}
