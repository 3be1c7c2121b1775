import Database
import PolicyModel
import SQLSyntax
import SchemaModel

/// A superuser in the database of one job: sees what a statement changed, and puts the rows back that stood there.
struct Keeper: Sendable {
  private let stage: Stage
  private let reach: ChangeReach
  private let connection: Connection
  private let numbers: [QualifiedName: Int]

  /// Connects, and keeps a copy of every row where no other session sees it.
  ///
  /// - Throws: ``VerificationError/unsupported(_:)`` where the rows are not those of the stage.
  init(_ stage: Stage, _ reach: ChangeReach, in database: ConnectionTarget) async throws {
    (self.stage, self.reach) = (stage, reach)
    connection = try await Self.connect(to: database)
    let whole = stage.policy.tables.filter { $0.partOf == nil }
    numbers = Dictionary(uniqueKeysWithValues: whole.enumerated().map { ($0.element.name, $0.offset) })
    guard try await changed().isEmpty else {
      throw VerificationError.unsupported("a database of a job does not hold the rows that were made")
    }
    for (table, number) in numbers {
      _ = try await connection.run("CREATE TEMPORARY TABLE \(Self.copy(number)) AS SELECT * FROM \(table.sql)")
    }
  }

  /// Every observer sees the same clock text, whatever the server's settings are. Triggers and keys are not asked when rows
  /// are put back: they are those that stood there.
  static func connect(to database: ConnectionTarget) async throws(DatabaseError) -> Connection {
    var target = database
    target.options["options"] =
      "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex -c session_replication_role=replica"
    return try await Connection.open(target)
  }

  private static func copy(_ number: Int) -> String { "pg_temp.bailiwick_rows_\(number)" }

  /// What a statement on the table changed, of what it may reach: the tables, and the rows of this one as they are now.
  func look(at table: QualifiedName) async throws(DatabaseError) -> (changed: [QualifiedName], rows: [[String?]]) {
    let digest = RowDigest(stage.policy, of: reach.tables(from: table))
    let answers = try await connection.pipeline([(digest.sql, []), (Stage.reading(table), [])], keeping: true)
    return (differing(digest.read(try answers[0].get())), try answers[1].get().rows)
  }

  /// The tables whose rows are not what they were, of all.
  func changed() async throws(DatabaseError) -> [QualifiedName] {
    let digest = RowDigest(stage.policy)
    return differing(digest.read(try await connection.run(digest.sql)))
  }

  private func differing(_ now: [QualifiedName: String]) -> [QualifiedName] {
    now.keys.filter { now[$0] != stage.digests[$0] }.sorted()
  }

  /// Puts the tables back.
  func restore(_ tables: [QualifiedName]) async throws(DatabaseError) {
    guard !tables.isEmpty else { return }
    // One message for all of it: this is done after every statement that changed something.
    var statements = ["BEGIN"] + tables.map { RowStatement.delete($0, key: []).sql }
    for table in tables {
      let computed = Set(stage.policy.table(table)?.table.columns.filter(\.generated).map(\.name) ?? [])
      let columns = stage.columns[table, default: []].filter { !computed.contains($0) }
        .map { Expression.column($0).sql }.joined(separator: ", ")
      guard let number = numbers[table] else { continue }
      statements.append(
        "INSERT INTO \(table.sql) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(Self.copy(number))")
    }
    for answer in try await connection.pipeline((statements + ["COMMIT"]).map { ($0, []) }, keeping: true) {
      _ = try answer.get()
    }
  }

  /// Ends the connection, and with it the copies.
  func leave() async { await connection.close() }
}
