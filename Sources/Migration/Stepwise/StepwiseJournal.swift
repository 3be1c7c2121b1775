import Database

/// The journal of all files: at most one of them is under way.
struct StepwiseJournal: Sendable, Hashable {
  /// A file in one direction.
  struct Key: Sendable, Hashable {
    var version: String
    var direction: Direction
  }
  var rows: [Key: [JournalRow]] = [:]

  /// The file that is under way.
  /// - Throws: ``MigrationError/unfinished(version:direction:)`` when there is another one than the caller means to run.
  func rows(of file: MigrationFile?, _ direction: Direction) throws(MigrationError) -> [JournalRow] {
    for key in rows.keys where key.version != file?.version || key.direction != direction {
      throw .unfinished(version: key.version, direction: key.direction)
    }
    return rows.values.first ?? []
  }

  /// Reads it; it is empty where there is none.
  static func read(_ connection: Connection) async throws(DatabaseError) -> StepwiseJournal {
    var journal = StepwiseJournal()
    guard try await isThere(connection) else { return journal }
    for row in try await connection.run(StepwiseLedger.journal).rows {
      let text = row.map { $0 ?? "" }
      let key = Key(version: text[0], direction: text[1] == Direction.down.rawValue ? .down : .up)
      // A state that this version does not know is the most careful one.
      journal.rows[key, default: []].append(
        JournalRow(number: Int(text[2]) ?? 0, checksum: text[3], state: .init(rawValue: text[4]) ?? .begun))
    }
    return journal
  }

  /// The ledger; empty where there is none.
  static func entries(_ connection: Connection) async throws(DatabaseError) -> [LedgerEntry] {
    guard try await isThere(connection) else { return [] }
    return try await connection.run(StepwiseLedger.read).rows.map { row in
      let text = row.map { $0 ?? "" }
      return LedgerEntry(version: text[0], name: text[1], checksum: text[2], appliedAt: text[3], appliedBy: text[4])
    }
  }

  private static func isThere(_ connection: Connection) async throws(DatabaseError) -> Bool {
    try await connection.run(StepwiseLedger.tables).rows.first?.first == "3"
  }
}
