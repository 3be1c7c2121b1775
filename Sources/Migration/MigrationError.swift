package import Database

/// Why migrations could not be read or applied.
package enum MigrationError: Error, Sendable, CustomStringConvertible {
  /// A file or folder cannot be read as UTF-8 text.
  case unreadable(String)
  /// A file or folder cannot be written.
  case unwritable(String, reason: String)
  /// A file's name is no `<number>_<name>.up.sql`, or a `down` stands alone.
  case badName(String)
  /// Two migrations have one number.
  case sameVersion(String, String)
  /// An applied file was changed.
  case edited(String)
  /// The database has a migration that the folder has not.
  case unknown(version: String, name: String)
  /// A migration that was not applied comes before one that was.
  case gap(missing: String, applied: String)
  /// A migration cannot be taken back.
  case noDown(String)
  /// Somebody else is applying.
  case busy(holder: String)
  /// Somebody who applies nothing holds the lock of those who do.
  case obstructed(by: String, pid: String)
  /// The connected role may not do what the migration needs.
  case tooFewRights(String)
  /// The database has Bailiwick's objects, but no ledger of them.
  case foreign(String)
  /// A file begins or ends a transaction.
  case transactionControl(file: String, line: Int, word: String)
  /// The ledger could not be written; the transaction was rolled back.
  case unrecorded(file: String, error: DatabaseError)
  /// The connection broke before the server said whether it committed.
  case unsettled(file: String, error: DatabaseError)
  /// A statement failed; the transaction was rolled back.
  case failed(file: String, line: Int?, error: DatabaseError)
  /// The catalog does not hold what the plan says; the transaction was rolled back.
  case different([String])
  /// A statement that means something only together with the next ones, where each is sent alone.
  case notAlone(file: String, line: Int, word: String)
  /// The server refused a statement of a file whose statements are transactions of their own.
  case stopped(at: StatementPlace, error: DatabaseError)
  /// The connection was lost, or the time was over, while a statement ran.
  case interrupted(at: StatementPlace, error: DatabaseError)
  /// A statement may have run, and nothing but a person can tell.
  case inDoubt(at: StatementPlace)
  /// Another runner took over.
  case superseded(at: StatementPlace)
  /// A statement that had run, or may have, is another now.
  case editedStatement(at: StatementPlace)
  /// The journal has rows that no runner leaves behind.
  case strangeJournal(at: StatementPlace)
  /// A file was begun and has to be finished first.
  case unfinished(version: String, direction: Direction)
  /// Schema changes of the cluster do not end.
  case jobsRemain(String)
  /// The lock is no lock.
  case badLock(String, reason: String)
  /// The server could not be asked.
  case database(DatabaseError)

  /// What is wrong and what to do.
  package var description: String {
    switch self {
    case .unreadable(let path): "\(path) cannot be read as UTF-8 text"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .badName(let path):
      "\(path): a migration is a pair <number>_<name>.up.sql and <number>_<name>.down.sql; rename or remove it"
    case .sameVersion(let one, let other):
      "\(one) and \(other) have the same number; give one of them the next free one"
    case .edited(let path):
      "\(path).up.sql or .down.sql was changed after it was applied; restore it, and put the change into a new migration"
    case .unknown(let version, let name):
      "the database has migration \(version)_\(name), which this folder has not: another database, or an older checkout"
    case .gap(let missing, let applied):
      "\(missing) was not applied, but the later \(applied) was; give it a number after the last one"
    case .noDown(let path): "\(path).down.sql is missing, so the migration cannot be taken back"
    case .busy(let holder):
      "another runner is applying migrations: \(holder); nothing was changed, try again when it is done"
    case .obstructed(let holder, let pid):
      "the runners' advisory lock is held by \(holder), who may apply no migration: an application that uses the same "
        + "key, or somebody who wants to keep you from applying; end it with SELECT pg_terminate_backend(\(pid)), "
        + "and take the LOGIN of whoever comes back. Nothing was changed"
    case .tooFewRights(let what): "the connected role may not apply this: \(what); nothing was changed"
    case .foreign(let what): "\(what); nothing was changed"
    case .transactionControl(let file, let line, let word):
      "\(file):\(line): \(word.uppercased()): a migration is one transaction, which the runner begins and ends; take "
        + "the line out. Nothing was changed"
    case .unrecorded(let file, let error):
      "\(file): the ledger bailiwick_ledger.migrations could not be written: \(error); rolled back, nothing was changed"
    case .unsettled(let file, let error):
      "\(file): \(error); whether it was committed is not known: `bailiwick migrate status` tells"
    case .failed(let file, let line, let error):
      "\(file)\(line.map { ":\($0)" } ?? ""): \(error); rolled back, nothing was changed"
        + (error.sqlState == "23503"
          ? "\nmend the row, which refers to another tenant's row or to none, and run it again" : "")
    case .different(let lines):
      "the catalog does not hold what the plan says; rolled back, nothing was changed\n"
        + lines.map { "   \($0)" }.joined(separator: "\n")
    case .notAlone, .stopped, .interrupted, .inDoubt, .superseded, .editedStatement, .strangeJournal, .unfinished,
      .jobsRemain:
      stepwiseDescription
    case .badLock(let path, let reason): "\(path) is no lock that this Bailiwick reads: \(reason)"
    case .database(let error): "\(error)"
    }
  }
}
