/// What went wrong between us and a server, with every fact that libpq reported.
package struct DatabaseError: Error, Sendable, Hashable {
  /// Who refused, or what ended the work.
  package enum Kind: String, Sendable {
    /// No connection came about, or it broke.
    case connection
    /// The server answered with an error.
    case server
    /// The time that the caller allowed is over.
    case deadline
    /// The task was cancelled, or somebody called `cancelRunning()`.
    case cancelled
    /// The call itself is wrong: nothing was sent.
    case usage
    /// libpq and the server disagree about the conversation.
    case `protocol`
  }

  /// Who refused, or what ended the work.
  package var kind: Kind
  /// Five characters, when the server sent them.
  package var sqlState: String?
  /// The primary message.
  package var message: String
  /// The server's DETAIL; it may hold row values.
  package var detail: String?
  /// The server's HINT.
  package var hint: String?
  /// Where in the statement, counted in characters from 1.
  package var position: Int?
  /// The schema of the object that the error is about.
  package var schema: String?
  /// The table that the error is about.
  package var table: String?
  /// The column that the error is about.
  package var column: String?
  /// The constraint that the error is about.
  package var constraint: String?
  /// The statement that failed, with password literals masked.
  package var statement: String?

  /// An error with the facts that every error has.
  package init(_ kind: Kind, _ message: String, sqlState: String? = nil, statement: String? = nil) {
    self.kind = kind
    self.sqlState = sqlState
    self.message = statement.map { maskingPasswords(of: $0, in: message) } ?? message
    self.statement = statement.map { maskingPasswords(of: $0, in: $0) }
  }
}

extension DatabaseError: CustomStringConvertible {
  /// One line: the message, then SQLSTATE, detail and hint where there are any. The statement is not part of it.
  package var description: String {
    var facts: [String] = []
    if let sqlState { facts.append("SQLSTATE \(sqlState)") }
    if let detail { facts.append("detail: \(detail)") }
    if let hint { facts.append("hint: \(hint)") }
    let line = facts.isEmpty ? message : "\(message) (\(facts.joined(separator: "; ")))"
    return line.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
