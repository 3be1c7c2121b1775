package import Database
package import SQLSyntax

/// What a live application's table says of who is what, against what the identity has.
package struct MemberRows {
  private let connection: Connection
  private let source: MemberSource

  /// Creates a reading.
  package init(_ connection: Connection, _ source: MemberSource) {
    (self.connection, self.source) = (connection, source)
  }

  /// A finding where memberships are not what the table says: whoever switches triggers off can bring that about, and each of
  /// them is access, or the lack of it. None where there are no memberships yet.
  package func findings() async throws(DatabaseError) -> [StructuralFinding] {
    guard try await isThere else { return [] }
    let count = try await rows(source.differences).first?.first.flatMap(\.self) ?? "0"
    return count == "0" ? [] : [StructuralFinding("\(count) memberships are not what \(source.table) says")]
  }

  /// Values in the table that give nobody a role, each in a sentence. It may be meant so; it may be a name spelt differently.
  package func silent() async throws(DatabaseError) -> [String] {
    guard let sql = source.unknownValues, try await isThere else { return [] }
    return try await rows(sql).map { row in
      "\(row[1] ?? "") of \(source.table) say '\(row[0] ?? "")', which gives no role"
    }
  }

  /// A reader from whom row security hides some of them fails, rather than to find a difference that is none.
  private func rows(_ sql: String) async throws(DatabaseError) -> [[String?]] {
    _ = try await connection.run("BEGIN READ ONLY")
    _ = try await connection.run("SET LOCAL row_security = off")
    do {
      let rows = try await connection.run(sql).rows
      _ = try await connection.run("ROLLBACK")
      return rows
    } catch {
      _ = try? await connection.run("ROLLBACK")
      throw error
    }
  }

  private var isThere: Bool {
    get async throws(DatabaseError) {
      try await connection.run("SELECT pg_catalog.to_regclass('bailiwick.memberships') IS NOT NULL").rows.first?.first
        == "t"
    }
  }
}
