import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// The same questions in other words and other transactions. What a policy says does not depend on how a statement is
/// written, so one question of each kind of answer is put in all of them.
extension WriteCells {
  /// Of these questions, in all other words: the first of each command and answer that is not among the known.
  func reworded(_ questions: [Question], known: inout Set<KindOfAnswer>) -> [Question] {
    questions.filter { known.insert(KindOfAnswer($0.cell.command, $0.expected)).inserted }.flatMap(inOtherWords)
  }

  /// One question in all other words, for which the policy may have another answer.
  func inOtherWords(_ question: Question) -> [Question] {
    guard let row = question.subject, let expected = question.expected.first, question.expected.count == 1 else {
      return []
    }
    if case .violated = expected { return [] }
    let key = table.table.primaryKey?.columns ?? []
    let (actor, world) = (caller.actor, stage.world)
    var wordings: [(Wording, Outcome)] = [(.fromQuery, expected)]
    switch question.statement {
    case .insert(_, let columns):
      if !key.isEmpty {
        wordings.append((.returning(key), oracle.insert(actor, row, writing: columns, world, reading: key)))
      }
      // CockroachDB has no MERGE, and its COPY FROM asks the policies.
      if !oracle.wholeTables { wordings += [(.merge, expected), (.copying, oracle.copy(expected))] }
      wordings.append((.skippingConflicts, expected))
    default:
      // The key is read by the condition already.
      wordings.append((.returning(key), expected))
      if oracle.wholeTables { break }
      wordings.append((.merge, oracle.merge(actor, row, world, reading: key, as: expected)))
      wordings.append((.locking, oracle.lock(actor, row, world, reading: key)))
    }
    let said = wordings.compactMap { wording, expected in
      question.statement.reworded(wording).map { other(question, expected, $0, .usual, wording.words) }
    }
    // Privileges are looked at before a transaction's manner matters.
    let manners: [Manner] = question.isAboutPrivilege ? [] : [.serializable, .afterRollback]
    return said + manners.map { other(question, expected, question.statement, $0, $0.words ?? "") }
  }

  /// New rows that meet one that stands there, by its key, and would change a column of it: a row for each answer.
  func upserts() -> [Question] {
    guard !oracle.wholeTables, let key = table.table.primaryKey?.columns, !key.isEmpty,
      let candidate = values.newRows[table.name, default: []].first
    else { return [] }
    let changes = values.updates[table.name, default: []].filter { !isUnique($0.column) }
      .compactMap { change in (change.values.first ?? nil).map { (change.column, $0) } }
    let asked = changes.lazy.map { upserts(of: candidate.row, key, setting: $0, to: $1) }
    // A column that the caller may set says more.
    return asked.first { $0.contains(where: \.mayChange) } ?? asked.first ?? []
  }

  private func upserts(
    of candidate: [String: String?], _ key: [String], setting column: String, to value: String
  ) -> [Question] {
    let typed = Value(printed: value, type: table.table.column(column)?.type ?? stage.policy.tenants.type)
    var seen: Set<Outcome> = []
    return stage.pairs(of: table.name).compactMap { values, row in
      var sent = candidate.filter { table.table.column($0.key) != nil }
      for name in key { sent[name] = values[name] ?? nil }
      let columns = sent.keys.sorted()
      let expected = oracle.upsert(
        insert: oracle.insert(
          caller.actor, stage.newRow(sent, of: table), writing: columns, stage.world, reading: key),
        update: oracle.update(caller.actor, row, [column: typed], stage.world, reading: key))
      if case .violated = expected { return nil }
      let wording = Wording.updatingConflicts(key: key, column: column)
      guard seen.insert(expected).inserted, let statement = RowStatement.insert(table.name, columns).reworded(wording)
      else { return nil }
      return question(
        .update, column, "\(stage.name(values, of: table, tenants)), \(wording.words)", [expected], statement,
        columns.map { sent[$0] ?? nil } + [value], .changed([values], column: column))
    }
  }

  private func isUnique(_ column: String) -> Bool {
    ([table.table.primaryKey].compactMap(\.self) + table.table.uniques).contains { $0.columns.contains(column) }
  }

  private func other(
    _ question: Question, _ expected: Outcome, _ statement: RowStatement, _ manner: Manner, _ words: String
  ) -> Question {
    var cell = question.cell
    (cell.row, cell.expected) = ("\(cell.row), \(words)", expected.words)
    var values = question.values
    if case .reworded(_, .locking) = statement { values.removeFirst() }
    return Question(
      cell: cell, expected: [expected], statement: statement, values: values, effect: question.effect, manner: manner)
  }
}

extension Wording {
  /// For the name of a cell.
  var words: String {
    switch self {
    case .returning: "RETURNING"
    case .fromQuery: "from a query"
    case .merge: "MERGE"
    case .skippingConflicts: "ON CONFLICT DO NOTHING"
    case .copying: "COPY"
    case .updatingConflicts: "ON CONFLICT DO UPDATE"
    case .locking: "FOR UPDATE"
    }
  }
}

/// What one question is asked in all words for.
struct KindOfAnswer: Hashable {
  private let command: Command
  private let expected: [Outcome]

  init(_ command: Command, _ expected: [Outcome]) { (self.command, self.expected) = (command, expected) }
}
