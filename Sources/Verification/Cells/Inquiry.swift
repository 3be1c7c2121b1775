import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// Puts questions to the database as one caller, holds outcome and effect against the policy, and has the rows put back.
struct Inquiry {
  let stage: Stage
  let keeper: Keeper
  let voice: Voice
  let table: ResolvedTable
  /// How many questions that change nothing are put together.
  private static let most = 100

  /// All of them, in their order.
  func put(_ questions: [Question], _ record: inout CellRecord) async throws(DatabaseError) {
    var rest = questions[...]
    while let next = rest.first {
      if next.mayChange || next.isCopy {
        try await putAlone(next, &record)
        rest = rest.dropFirst()
      } else {
        let together = rest.prefix { !$0.mayChange && !$0.isCopy && $0.manner == next.manner }.prefix(Self.most)
        let again = try await putTogether(together, &record)
        rest = rest.dropFirst(together.count)
        if !again.isEmpty { rest = (again + rest)[...] }
      }
    }
  }

  /// One statement by itself: it commits, and what it did is looked at and undone before anything else runs.
  private func putAlone(_ question: Question, _ record: inout CellRecord) async throws(DatabaseError) {
    let result: Result<QueryResult, DatabaseError>
    if question.isCopy {
      result = try await voice.copy(in: question.statement, question.values)
    } else {
      guard let only = try await voice.ask([(question.statement.sql, question.values)], question.manner).first else {
        return
      }
      result = only
    }
    let observed = Observed(result, of: question.statement)
    if question.expected == [.done], case .violated(let name) = observed,
      stage.isRowCondition(name, of: question.cell.relation)
    {
      record.block(
        Unproven(
          table: question.cell.relation,
          reason: "no \(question.cell.command.rawValue) that the policy allows gets past \(name)"))
      return
    }
    var wrong: String?
    if case .done(let count) = observed, count > 0, case .success(let answer) = result {
      let rows = try await keeper.lookAndRestore(table.name)
      wrong = EffectCheck(stage: stage, table: table, now: rows).wrong(question.effect, answer)
    }
    judge(question, observed, wrong, &record)
  }

  /// Statements of which the policy lets none change a row. Where one does, all that ran after it ran on other rows than
  /// those that the policy was asked about: they count for nothing.
  ///
  /// - Returns: The questions that have to be put again.
  private func putTogether(
    _ questions: ArraySlice<Question>, _ record: inout CellRecord
  ) async throws(DatabaseError) -> [Question] {
    var asked: [Question] = []
    var waiting: [Question] = []
    var privileges: Set<String> = []
    for question in questions {
      guard question.isAboutPrivilege else { asked.append(question); continue }
      if record.isAnswered(key(of: question)) { continue }
      if privileges.insert(question.statement.sql).inserted { asked.append(question) } else { waiting.append(question) }
    }
    let results = try await voice.ask(asked.map { ($0.statement.sql, $0.values) }, asked.first?.manner ?? .usual)
    for (place, (question, result)) in zip(asked, results).enumerated() {
      let observed = Observed(result, of: question.statement)
      judge(question, observed, nil, &record)
      if case .done(let count) = observed, count > 0 {
        try await keeper.restore(try await keeper.changed())
        return Array(asked[(place + 1)...]) + waiting
      }
    }
    return waiting.filter { !record.isAnswered(key(of: $0)) }
  }

  private func key(of question: Question) -> [String] { [voice.caller.login, question.statement.sql] }

  private func judge(_ question: Question, _ observed: Observed, _ wrong: String?, _ record: inout CellRecord) {
    guard question.expected.contains(where: { $0.agrees(with: observed) }) else {
      let leak = question.expected.allSatisfy { $0.isLeak(observed) }
      return record.differ(
        question.cell, observed: "\(observed)", leak: leak, question.text, voice.caller, question.manner)
    }
    if question.isAboutPrivilege { record.answered(key(of: question)) }
    if let wrong {
      return record.differ(question.cell, observed: wrong, leak: true, question.text, voice.caller, question.manner)
    }
    // What may go either way is no sign that a rule ever succeeded, unless it did.
    let isDone = if case .done(let count) = observed { count > 0 } else { false }
    record.agree(question.cell, allowed: question.mayChange && isDone)
  }
}
