import Database
import PolicyModel
import SQLSyntax
import SchemaModel

/// One digest of all rows of each table, by which a change is noticed, whoever made it.
struct RowDigest: Sendable {
  private let tables: [QualifiedName]
  /// A row for each table: its place and its digest.
  let sql: String

  /// Of these tables; the rows of a partition are its parent's, and go and come back with them.
  init(_ policy: ResolvedPolicy, of chosen: Set<QualifiedName>? = nil) {
    tables = policy.tables.filter { $0.partOf == nil && (chosen?.contains($0.name) ?? true) }.map(\.name)
    sql = tables.enumerated().map { place, table in
      "SELECT \(place), pg_catalog.md5(coalesce(pg_catalog.string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), '')) FROM \(table.sql) AS t"
    }.joined(separator: " UNION ALL ")
  }

  /// The digests by table.
  func read(_ result: QueryResult) -> [QualifiedName: String] {
    var digests: [QualifiedName: String] = [:]
    for row in result.rows {
      if let place = row[0].flatMap({ Int($0) }) { digests[tables[place]] = row[1] }
    }
    return digests
  }
}
