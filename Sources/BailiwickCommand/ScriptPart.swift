import Database
import SQLSyntax

/// What of a SQL file is sent at once: statements, or one COPY, which is a conversation of its own.
enum ScriptPart: Hashable {
  /// Statements, with the number of their first line.
  case statements(String, line: Int)
  /// COPY … FROM STDIN, with the lines up to the one that is `\.`, as `pg_dump` and `psql` have them.
  case copyIn(String, data: String, line: Int)
  /// COPY … TO STDOUT.
  case copyOut(String, line: Int)

  /// The parts of a file; a COPY is found where a line holds nothing else.
  static func parts(of text: String) -> [ScriptPart] {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    var parts: [ScriptPart] = []
    var (start, place) = (0, 0)
    func flush() {
      let text = lines[start..<place].joined(separator: "\n")
      if text.contains(where: { !$0.isWhitespace }) { parts.append(.statements(text, line: start + 1)) }
    }
    while place < lines.count {
      let line = lines[place]
      let upper = line.hasPrefix("COPY ") ? line.uppercased() : ""
      if upper.hasSuffix(" TO STDOUT;") {
        flush()
        parts.append(.copyOut(line, line: place + 1))
        start = place + 1
      } else if upper.hasSuffix(" FROM STDIN;"), let end = lines[place...].firstIndex(of: "\\.") {
        flush()
        parts.append(
          .copyIn(line, data: lines[(place + 1)..<end].map { "\($0)\n" }.joined(), line: place + 1))
        (place, start) = (end, end + 1)
      }
      place += 1
    }
    flush()
    return parts
  }

  /// Sends it.
  func run(on connection: Connection) async throws(DatabaseError) -> [QueryResult] {
    switch self {
    case .statements(let text, _): return try await connection.script(text)
    case .copyIn(let statement, let data, _): return [try await connection.copyIn(statement, data)]
    case .copyOut(let statement, _):
      return [
        QueryResult(columns: ["COPY"], rows: CopyText.lines(try await connection.copyOut(statement)).map { [$0] })
      ]
    }
  }

  /// The line of the file at which the server stopped, as far as it says.
  func line(of error: DatabaseError) -> Int? {
    switch self {
    case .copyIn(_, _, let line), .copyOut(_, let line): return line
    case .statements(let text, let line):
      return error.position.map { position in
        line + text.unicodeScalars.prefix(max(0, position - 1)).count { $0 == "\n" }
      }
    }
  }
}
