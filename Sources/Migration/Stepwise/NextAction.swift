import SQLSyntax

/// What a runner does next.
enum NextAction: Sendable, Hashable {
  /// Writes down that the statement may run from now on.
  case begin(Int)
  /// Sends the statement.
  case execute(Int)
  /// Sends the statement and its row of the journal in one transaction.
  case transact(Int)
  /// Asks the catalog whether the statement took effect.
  case judge(Int, [CatalogFact])
  /// Writes down what became of the statement.
  case settle(Int, JournalRow.State)
  /// Writes the ledger and forgets the journal of this file, in one transaction.
  case finish
  /// Ends with an error.
  case stop(Stop)

  /// Why a runner goes no further.
  enum Stop: Sendable, Hashable {
    /// The statement, which had run or may have, is another now.
    case edited(Int)
    /// The journal has rows that no runner leaves behind: somebody else wrote it.
    case inconsistent(Int)
    /// The statement may have run, and nothing but a person can tell.
    case inDoubt(Int)
    /// The server refused the statement.
    case failed(Int)
  }
}

/// What this process knows beyond the journal, of the first statement that is not done.
enum Evidence: Sendable, Hashable {
  /// Nothing: whoever ran before is gone.
  case none
  /// This process wrote `begun` and did not send the statement yet.
  case ready
  /// The server said that it ran.
  case ran
  /// The server said that it did not.
  case refused
  /// The catalog said whether it took effect, after every earlier session and its jobs were gone.
  case judged(Bool)
}

/// What a person says of a statement in doubt.
enum Assumption: Sendable, Hashable {
  case applied
  case notApplied
}

extension NextAction {
  /// The one decision of the runner: values in, an action out. No database is asked here.
  static func next(
    _ statements: [StepwiseStatement], _ journal: [JournalRow], _ evidence: Evidence,
    assumptions: [Int: Assumption] = [:]
  ) -> NextAction {
    let rows = journal.sorted { $0.number < $1.number }
    var done = 0
    for row in rows {
      guard row.number == done + 1, row.number <= statements.count else { return .stop(.inconsistent(row.number)) }
      if row.state == .failed { break }
      if row.checksum != statements[row.number - 1].checksum { return .stop(.edited(row.number)) }
      guard row.state == .done else { break }
      done += 1
    }
    // Behind the first statement that is not done nothing has happened.
    if let extra = rows.first(where: { $0.number > done + 1 }) { return .stop(.inconsistent(extra.number)) }
    guard done < statements.count else { return .finish }
    let number = done + 1
    let statement = statements[done]
    switch rows.last?.number == number ? rows.last?.state : nil {
    case nil, .done: return evidence == .refused ? .stop(.failed(number)) : start(number, statement)
    // What was refused is tried again by the next runner, as its file has it then.
    case .failed: return evidence == .refused ? .stop(.failed(number)) : start(number, statement)
    case .begun: return resume(number, statement, evidence, assumptions[number])
    }
  }

  private static func start(_ number: Int, _ statement: StepwiseStatement) -> NextAction {
    statement.postcondition == .rows ? .transact(number) : .begin(number)
  }

  private static func resume(
    _ number: Int, _ statement: StepwiseStatement, _ evidence: Evidence, _ assumption: Assumption?
  ) -> NextAction {
    switch (evidence, statement.postcondition) {
    case (.ready, _): .execute(number)
    case (.ran, _), (.judged(true), _): .settle(number, .done)
    case (.refused, _): .settle(number, .failed)
    case (.judged(false), _): .begin(number)
    case (.none, .facts(let facts)): .judge(number, facts)
    case (.none, .repeatable): .begin(number)
    // Rows have no `begun`: their row and they commit together.
    case (.none, .rows): .stop(.inconsistent(number))
    case (.none, nil):
      switch assumption {
      case .applied: .settle(number, .done)
      case .notApplied: .begin(number)
      case nil: .stop(.inDoubt(number))
      }
    }
  }
}
