import Database
import Enforcement
import IntentOracle
import PolicyModel
import SchemaModel

/// All cells, asked by one or more jobs at once, each in a database of its own. What is found does not depend on how many
/// there are, or on which of them was quicker.
struct Examination: Sendable {
  let oracle: Oracle
  private(set) var stage: Stage
  let tenants: TenantPair
  let paths: AccessPaths
  let values: TriedValues
  let reach: ChangeReach
  /// Whether one disagreement is enough: who only wants to know whether there is any asks no further, and in plain words.
  var stopsAtFirst = false
  /// Which cells of the tables are asked.
  var choice = CellChoice.all

  /// The same rows, with cells about these tables alone.
  func asking(about tables: Set<QualifiedName>) -> Examination {
    var examination = self
    examination.stage = stage.asking(about: tables)
    return examination
  }

  /// What one job does without a break: one table, by the callers that share a login.
  struct Portion: Sendable {
    let callers: [Caller]
    let table: ResolvedTable
  }

  /// Login by login, so that a job has few of them open.
  func portions(_ callers: [Caller]) -> [Portion] {
    var logins: [String] = []
    for caller in callers where !logins.contains(caller.login) { logins.append(caller.login) }
    return logins.flatMap { login in
      stage.tables.map { table in Portion(callers: callers.filter { $0.login == login }, table: table) }
    }
  }

  /// Asks everything, with a job for each database.
  func run(_ callers: [Caller], in databases: [ConnectionTarget]) async throws -> CellRecord {
    let portions = portions(callers)
    let queue = PortionQueue(count: portions.count)
    var records: [Int: CellRecord] = [:]
    try await withThrowingTaskGroup(of: [Int: CellRecord].self) { group in
      for database in databases {
        group.addTask {
          try await Connection.onOneQueue {
            try await job(portions, queue, in: database, called: databases[0].database ?? "")
          }
        }
      }
      for try await part in group { records.merge(part) { $1 } }
    }
    return records.sorted { $0.key < $1.key }.reduce(into: CellRecord()) { $0.add($1.value) }
  }

  private func job(
    _ portions: [Portion], _ queue: PortionQueue, in database: ConnectionTarget, called name: String
  ) async throws -> [Int: CellRecord] {
    let keeper = try await Keeper(stage, reach, in: database)
    var records: [Int: CellRecord] = [:]
    var voices: [Voice] = []
    var isDone = false
    while !isDone, let number = queue.next() {
      let portion = portions[number]
      var record = CellRecord()
      if voices.first?.caller.login != portion.callers.first?.login {
        for voice in voices { await voice.leave() }
        voices = []
        for caller in portion.callers {
          do { voices.append(try await Voice(caller, in: database)) } catch {
            // The copies have names of their own, which say nothing to anybody.
            let said = "\(error)".replacing("\"\(database.database ?? "")\"", with: "\"\(name)\"")
            record.lock(StructuralFinding("\(caller.label) cannot log in: \(said)"))
          }
        }
      }
      for voice in voices where !isDone {
        try await ask(voice, portion.table, keeper, &record)
        isDone = stopsAtFirst && !record.disagreements.isEmpty
      }
      // Whatever no statement admitted to: it is said, and the next caller finds the rows that the policy is asked about.
      let unsettled = try await keeper.changed()
      record.unsettle(unsettled)
      try await keeper.restore(unsettled)
      records[number] = record
    }
    for voice in voices { await voice.leave() }
    await keeper.leave()
    return records
  }

  private func ask(
    _ voice: Voice, _ table: ResolvedTable, _ keeper: Keeper, _ record: inout CellRecord
  ) async throws(DatabaseError) {
    let writes = WriteCells(
      oracle: oracle, stage: stage, tenants: tenants, paths: paths, values: values, caller: voice.caller, table: table)
    // The oracle works ahead of the server, on another thread than the connections.
    let (rounds, upcoming) = AsyncStream<[Question]>.makeStream()
    async let _: Void = withTaskExecutorPreference(globalConcurrentExecutor) {
      if choice.writes {
        writes.workOut(choice, inAllWords: !stopsAtFirst) { questions in
          upcoming.yield(questions.filter(choice.includes))
        }
      }
      upcoming.finish()
    }
    if choice.reads {
      try await ReadCells(oracle: oracle, stage: stage, tenants: tenants, paths: paths).run(voice, table, &record)
    }
    let inquiry = Inquiry(stage: stage, keeper: keeper, voice: voice, table: table)
    for await questions in rounds {
      if stopsAtFirst && !record.disagreements.isEmpty { return }
      try await inquiry.put(questions, &record)
    }
    // A stream of a cancelled task ends as one does that has given all: what was not asked agrees with nothing.
    if Task.isCancelled { throw DatabaseError(.cancelled, "cancelled before all cells were asked") }
  }
}

extension WriteCells {
  /// What is asked, command by command and value by value, until nobody asks any more.
  ///
  /// - Parameters:
  ///   - choice: What need not be worked out, as it is not asked.
  ///   - inAllWords: Whether one question of each kind of answer is asked in all other words too.
  func workOut(_ choice: CellChoice, inAllWords: Bool, _ next: ([Question]) -> Void) {
    var known: Set<KindOfAnswer> = []
    func ask(_ questions: [Question]) {
      next(inAllWords ? questions + reworded(questions, known: &known) : questions)
    }
    ask(inserts())
    if table.table.primaryKey == nil { return }
    for (column, tried) in values.updates[table.name, default: []] where choice.includes(column: column) {
      for value in tried {
        if Task.isCancelled { return }
        ask(updates(column, to: value))
      }
    }
    if inAllWords { next(upserts()) }
    ask(deletes())
  }
}
