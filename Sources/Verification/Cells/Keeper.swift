import Database
import PolicyModel
import SQLSyntax
import SchemaModel

/// A superuser in the database of one job: sees what a statement changed, and puts the rows back that stood there.
struct Keeper: Sendable {
  private let stage: Stage
  private let connection: Connection
  private let everything: RowDigest
  /// For each table that cells are about: of what a statement on it may change.
  private let near: [QualifiedName: RowDigest]
  /// For each table: what empties it and fills it again.
  private let restoring: [QualifiedName: (empty: [String], fill: [String])]

  /// Connects, and keeps a copy of every row where no other session sees it.
  ///
  /// - Throws: ``VerificationError/unsupported(_:)`` where the rows are not those of the stage.
  init(_ stage: Stage, _ reach: ChangeReach, in database: ConnectionTarget) async throws {
    self.stage = stage
    connection = try await Self.connect(to: database)
    everything = RowDigest(stage.policy)
    near = Dictionary(
      uniqueKeysWithValues: stage.tables.map {
        ($0.name, RowDigest(stage.policy, of: reach.tables(from: $0.name)))
      })
    var restoring: [QualifiedName: (empty: [String], fill: [String])] = [:]
    for (number, table) in stage.policy.tables.enumerated() where table.partOf == nil {
      let copy = "pg_temp.bailiwick_rows_\(number)"
      _ = try await connection.run("CREATE TEMPORARY TABLE \(copy) AS SELECT * FROM \(table.name.sql)")
      let computed = Set(table.table.columns.filter(\.generated).map(\.name))
      let columns = stage.columns[table.name, default: []].filter { !computed.contains($0) }
        .map { Expression.column($0).sql }.joined(separator: ", ")
      restoring[table.name] = (
        [RowStatement.delete(table.name, key: []).sql],
        ["INSERT INTO \(table.name.sql) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(copy)"]
      )
    }
    // With the row that makes somebody a member goes more than stands in the table.
    if let members = stage.policy.members {
      for name in ["memberships"] + (stage.policy.bindings.session == nil ? [] : ["sessions"]) {
        let copy = "pg_temp.bailiwick_\(name)"
        _ = try await connection.run("CREATE TEMPORARY TABLE \(copy) AS SELECT * FROM bailiwick.\(name)")
        restoring[members.table]?.empty.append("DELETE FROM bailiwick.\(name)")
        restoring[members.table]?.fill.append("INSERT INTO bailiwick.\(name) SELECT * FROM \(copy)")
      }
    }
    self.restoring = restoring
    guard try await changed().isEmpty else {
      throw VerificationError.unsupported("a database of a job does not hold the rows that were made")
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

  /// The rows of the table as they are after a statement on it, whatever it changed then being put back: the table itself
  /// in the same message, since it rarely changed another.
  func lookAndRestore(_ table: QualifiedName) async throws(DatabaseError) -> [[String?]] {
    let digest = near[table] ?? everything
    let answers = try await connection.pipeline(
      [(digest.sql, []), (Stage.reading(table), [])] + steps(restoring: [table]), keeping: true)
    for answer in answers { _ = try answer.get() }
    try await restore(differing(digest.read(try answers[0].get())).filter { $0 != table })
    return try answers[1].get().rows
  }

  /// The tables whose rows are not what they were, of all.
  func changed() async throws(DatabaseError) -> [QualifiedName] {
    let answers = try await connection.pipeline([(everything.sql, [])], keeping: true)
    return differing(everything.read(try answers[0].get()))
  }

  private func differing(_ now: [QualifiedName: String]) -> [QualifiedName] {
    now.keys.filter { now[$0] != stage.digests[$0] }.sorted()
  }

  /// Puts the tables back.
  func restore(_ tables: [QualifiedName]) async throws(DatabaseError) {
    // One message for all of it.
    for answer in try await connection.pipeline(steps(restoring: tables), keeping: true) { _ = try answer.get() }
  }

  private func steps(restoring tables: [QualifiedName]) -> [(sql: String, parameters: [String?])] {
    let steps = tables.compactMap { restoring[$0] }
    if steps.isEmpty { return [] }
    return (["BEGIN"] + steps.flatMap(\.empty) + steps.flatMap(\.fill) + ["COMMIT"]).map { ($0, []) }
  }

  /// Ends the connection, and with it the copies.
  func leave() async { await connection.close() }
}
