import Database
import Enforcement
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// Looks for the fewest rows that still show a disagreement: takes rows away, asks the same cell of what is left, and puts
/// back what it takes. What the policy says is asked anew each time, so a smaller witness is a witness of the same thing.
struct Shrinking {
  let examination: Examination
  let callers: [Caller]
  let database: ConnectionTarget
  /// The statements that made the rows, parents first, with the table of each.
  let statements: [(table: QualifiedName, sql: String)]

  /// How often one disagreement is asked for: each time all rows are made anew.
  private static let most = 80

  /// The disagreements, of which up to `count` know the rows that they need: one of each relation, command and caller.
  func shrunk(_ disagreements: [Disagreement], count: Int) async -> [Disagreement] {
    var result = disagreements
    var seen: Set<[String]> = []
    for index in keyedFirst(disagreements) where seen.count < count {
      let cell = disagreements[index].cell
      let place = ["\(cell.relation)", cell.command.rawValue, cell.caller, "\(disagreements[index].leak)"]
      guard seen.insert(place).inserted else { continue }
      // A witness with all rows is a witness too: what goes wrong here takes nothing from the report.
      result[index].rows = try? await fewest(for: disagreements[index])
    }
    return result
  }

  /// A statement that names its row needs fewer rows than one that touches all.
  private func keyedFirst(_ disagreements: [Disagreement]) -> [Int] {
    disagreements.indices.filter { disagreements[$0].cell.row != "every row" }
      + disagreements.indices.filter { disagreements[$0].cell.row == "every row" }
  }

  /// Delta debugging from the end, where children stand: half of the rows at a time, then half of that, until no single row
  /// can go. Nil where the whole does not show it either.
  private func fewest(for disagreement: Disagreement) async throws -> [String]? {
    guard let caller = callers.first(where: { $0.label == disagreement.cell.caller }) else { return nil }
    var kept = statements.indices.filter { !isKept(statements[$0].table) }
    var tries = 0
    func shows(_ rows: [Int]) async throws -> Bool {
      tries += 1
      return try await self.shows(disagreement, caller, with: rows)
    }
    guard try await shows(kept) else { return nil }
    var size = max(1, kept.count / 2)
    while true {
      var end = kept.count
      var removed = false
      while end > 0, tries < Self.most {
        let start = max(0, end - size)
        let rest = Array(kept[..<start] + kept[end...])
        if try await shows(rest) { (kept, removed) = (rest, true) }
        end = start
      }
      if tries >= Self.most || (size == 1 && !removed) { break }
      size = max(1, size / 2)
    }
    return statements.filter { isKept($0.table) }.map(\.sql) + kept.map { statements[$0].sql }
  }

  /// Identities stand on the rows of tenants, of levels and of members, so those are never taken away.
  private func isKept(_ table: QualifiedName) -> Bool {
    let policy = examination.stage.policy
    let members = policy.members.flatMap { policy.table($0.table) }
    return table == policy.tenants.table || policy.levels.contains { $0.table == table } || table == members?.name
      || members?.table.foreignKeys.contains { $0.parent == table } ?? false
  }

  /// Whether the cell still differs in the same way where only these rows stand.
  private func shows(_ wanted: Disagreement, _ caller: Caller, with rows: [Int]) async throws -> Bool {
    let policy = examination.stage.policy
    guard
      let table = policy.tables.first(where: {
        wanted.cell.relation == $0.name || wanted.cell.relation == examination.paths.view(of: $0.name)
      })
    else { return false }
    guard try await make(rows) else { return false }
    let reader = try await Keeper.connect(to: database)
    var stage = try await Stage(policy: policy, observer: reader, asked: [table.name])
    stage.world.computed = examination.stage.world.computed
    await reader.close()
    let voice = try await Voice(caller, in: database)
    let record = try await ask(wanted, table, stage, voice)
    await voice.leave()
    return record.disagreements.contains { found in
      found.cell.relation == wanted.cell.relation && found.cell.command == wanted.cell.command
        && found.cell.column == wanted.cell.column && found.leak == wanted.leak && found.statement == wanted.statement
    }
  }

  /// The one question, put as it was put the first time.
  private func ask(
    _ wanted: Disagreement, _ table: ResolvedTable, _ stage: Stage, _ voice: Voice
  ) async throws -> CellRecord {
    let (oracle, tenants, paths) = (examination.oracle, examination.tenants, examination.paths)
    var record = CellRecord()
    if wanted.cell.command == .select {
      try await ReadCells(oracle: oracle, stage: stage, tenants: tenants, paths: paths).run(voice, table, &record)
      return record
    }
    let writes = WriteCells(
      oracle: oracle, stage: stage, tenants: tenants, paths: paths, values: examination.values, caller: voice.caller,
      table: table)
    let questions: [Question] =
      switch wanted.cell.command {
      case .insert: writes.inserts()
      case .delete: writes.deletes()
      case .update:
        examination.values.updates[table.name, default: []].filter { $0.column == wanted.cell.column }
          .flatMap { column, values in values.flatMap { writes.updates(column, to: $0) } } + writes.upserts()
      case .select: []
      }
    let keeper = try await Keeper(stage, examination.reach, in: database)
    let inquiry = Inquiry(stage: stage, keeper: keeper, voice: voice, table: table)
    let all = questions + questions.flatMap(writes.inOtherWords)
    try await inquiry.put(
      all.filter { $0.text == wanted.statement && $0.manner.text(for: voice.caller) == wanted.binding }, &record)
    await keeper.leave()
    return record
  }

  /// Leaves these rows alone in the tables, made by their statements, whose constraints and triggers are asked.
  private func make(_ rows: [Int]) async throws(DatabaseError) -> Bool {
    let empty = examination.stage.policy.tables.filter { $0.partOf == nil && !isKept($0.name) }
    let script =
      ["BEGIN", "SET LOCAL session_replication_role = replica"]
      + empty.map { RowStatement.delete($0.name, key: []).sql } + ["SET LOCAL session_replication_role = origin"]
      + rows.map { statements[$0].sql } + ["COMMIT"]
    let observer = try await Connection.open(database)
    let made = (try? await observer.script(script.joined(separator: ";\n"))) != nil
    await observer.close()
    return made
  }
}
