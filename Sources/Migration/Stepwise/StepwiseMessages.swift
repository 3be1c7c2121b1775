extension MigrationError {
  /// Whether a file is applied in part and the same command goes on with it.
  package var isResumable: Bool {
    switch self {
    case .stopped, .interrupted, .inDoubt, .superseded, .jobsRemain: true
    default: false
    }
  }

  /// What is wrong, and what to do, where statements are transactions of their own.
  var stepwiseDescription: String {
    switch self {
    case .notAlone(let file, let line, let word):
      "\(file):\(line): \(word.uppercased()): each statement is a transaction of its own, so nothing can be set or begun "
        + "for the next ones; take the line out and qualify names. Nothing was changed"
    case .stopped(let place, let error):
      "\(place): \(error); the statements before it stand. Mend what it says, then `\(place.again)` goes on with it"
    case .interrupted(let place, let error):
      "\(place): \(error); it may have taken effect. `\(place.again)` waits for its session and its schema changes to "
        + "end, looks, and goes on"
    case .inDoubt(let place):
      "\(place) was written by hand and may have taken effect: nobody can tell but you. Look, then say which: "
        + "`\(place.again) --assume-applied \(place.version):\(place.number)` goes on behind it, "
        + "`\(place.again) --assume-not-applied \(place.version):\(place.number)` runs it again"
    case .superseded(let place):
      "\(place): another runner has taken over; this one changed nothing since, and that one goes on"
    case .editedStatement(let place):
      "\(place) has run, or may have, and was changed since; restore it, and put the change into a new migration"
    case .strangeJournal(let place):
      "\(place): bailiwick_ledger.journal has rows that no runner leaves behind; restore it from a backup of this database"
    case .unfinished(let version, let direction):
      "migration \(version) is applied in part; `bailiwick migrate \(direction.rawValue)` finishes it. Nothing was changed"
    case .jobsRemain(let job):
      "schema changes of the cluster do not end: job \(job); resume or cancel it (SHOW JOBS, RESUME JOB, CANCEL JOB), then "
        + "run this again"
    default: ""
    }
  }
}
