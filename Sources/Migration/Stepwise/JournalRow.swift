import Database
import SQLSyntax

/// What the journal says of one statement.
struct JournalRow: Sendable, Hashable {
  /// How far a statement came.
  enum State: String, Sendable {
    /// It may have run: this was written before it was sent.
    case begun
    /// The server refused it.
    case failed
    /// It took effect.
    case done
  }
  /// Its place in the file, from 1.
  var number: Int
  /// SHA-256 of its text.
  var checksum: String
  /// How far it came.
  var state: State
}

/// A statement of a file whose statements are transactions of their own.
struct StepwiseStatement: Sendable, Hashable {
  /// What is sent.
  var text: String
  /// Where it begins in the file.
  var line: Int
  /// How to tell whether it took effect; nil where only a person can.
  var postcondition: Postcondition?

  /// SHA-256 of what is sent.
  var checksum: String { sha256(text.utf8) }
}
