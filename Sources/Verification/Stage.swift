import CanonicalJSON
import Database
import Foundation
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// The rows of a sandbox as an observer sees them, and how they are put back after each statement that changed some.
struct Stage: Sendable {
  let policy: ResolvedPolicy
  /// The tables that cells are about.
  let tables: [ResolvedTable]
  /// A superuser's.
  let observer: Connection
  /// The rows of each table, as the server prints their columns.
  private(set) var rows: [QualifiedName: [[String: String?]]] = [:]
  /// The same rows, in the same order, as the oracle knows them.
  private(set) var typed: [QualifiedName: [Row]] = [:]
  private var digests: [QualifiedName: String] = [:]
  private var saved: [QualifiedName: String] = [:]
  /// What the oracle is asked about.
  private(set) var world = World([], now: Moment(microseconds: 0))

  /// Reads what is there: the state that everything is measured against.
  init(policy: ResolvedPolicy, observer: Connection, asked: Set<QualifiedName>?) async throws(DatabaseError) {
    (self.policy, self.observer) = (policy, observer)
    tables = policy.tables.filter { asked?.contains($0.name) ?? true }
    // Every observer sees the same clock text, whatever the server's settings are.
    _ = try await observer.script(
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex'")
    var all: [Row] = []
    for table in policy.tables {
      let found = try await read(table.name)
      rows[table.name] = found
      saved[table.name] =
        try await observer.run(
          "SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t)), '[]') FROM \(table.name.sql) AS t"
        ).rows.first?.first ?? nil
      let known = found.map { row($0, of: table) }
      typed[table.name] = known
      all += known
    }
    if policy.tenants.external {
      // That a tenant exists is known by the identities alone; no cell asks for these rows.
      let keys = try await observer.run("SELECT id FROM bailiwick.tenants").rows
      all += keys.map { key in
        Row(policy.tenants.table, [policy.tenants.key: Value(printed: key[0], type: policy.tenants.type)])
      }
    }
    digests = try await digest()
    let now = try await observer.run("SELECT pg_catalog.now()").rows.first?.first.flatMap(\.self) ?? ""
    world = World(all, now: Moment(now) ?? Moment(microseconds: 0))
  }

  /// The rows of a table, as the server prints them and as the oracle knows them.
  func pairs(of table: QualifiedName) -> [(values: [String: String?], row: Row)] {
    Array(zip(rows[table] ?? [], typed[table] ?? []))
  }

  /// The row as the oracle knows it.
  func row(_ values: [String: String?], of table: ResolvedTable) -> Row {
    var typed: [String: Value] = [:]
    for column in table.table.columns {
      if let value = values[column.name] { typed[column.name] = Value(printed: value, type: column.type) }
    }
    // The tenant's column may be one that Bailiwick adds.
    if let column = table.tenantColumn, typed[column] == nil, let value = values[column] {
      typed[column] = Value(printed: value, type: policy.tenants.type)
    }
    return Row(table.name, typed)
  }

  /// Whether the constraint is a CHECK of the table, or NOT NULL of one of its columns, which servers name by message.
  func isRowCondition(_ name: String, of table: QualifiedName) -> Bool {
    policy.table(table)?.table.checks.contains { $0.name == name } == true || name.contains("not-null constraint")
  }

  /// Every row with every column, generated ones of ours too, in the order of their text.
  func read(_ table: QualifiedName) async throws(DatabaseError) -> [[String: String?]] {
    let result = try await observer.run("SELECT * FROM \(table.sql) AS t ORDER BY t::text COLLATE \"C\"")
    return result.rows.map { row in Dictionary(uniqueKeysWithValues: zip(result.columns, row)) }
  }

  /// The tables whose rows are not what they were.
  func changed() async throws(DatabaseError) -> [QualifiedName] {
    let now = try await digest()
    return digests.keys.filter { now[$0] != digests[$0] }.sorted()
  }

  private func digest() async throws(DatabaseError) -> [QualifiedName: String] {
    // The rows of a partition are its parent's, and go and come back with them.
    let parts = policy.tables.enumerated().filter { $0.element.partOf == nil }.map { index, table in
      "SELECT \(index), pg_catalog.md5(coalesce(pg_catalog.string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), '')) FROM \(table.name.sql) AS t"
    }
    let result = try await observer.run(parts.joined(separator: " UNION ALL "))
    var digests: [QualifiedName: String] = [:]
    for row in result.rows {
      if let index = row[0].flatMap({ Int($0) }) { digests[policy.tables[index].name] = row[1] }
    }
    return digests
  }

  /// Puts the tables back. Triggers and keys are not asked: the rows are those that stood there.
  func restore(_ tables: [QualifiedName]) async throws(DatabaseError) {
    guard !tables.isEmpty else { return }
    // One message for all of it: this is done after every statement that changed something.
    var parts = ["BEGIN", "SET LOCAL session_replication_role = replica"]
    parts += tables.map { RowStatement.delete($0, key: []).sql }
    for table in tables {
      let computed = Set(policy.table(table)?.table.columns.filter(\.generated).map(\.name) ?? [])
      let columns = (rows[table]?.first?.keys.sorted() ?? []).filter { !computed.contains($0) }
        .map { Expression.column($0).sql }.joined(separator: ", ")
      guard !columns.isEmpty, let text = saved[table] else { continue }
      parts.append(
        "INSERT INTO \(table.sql) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM "
          + "pg_catalog.jsonb_populate_recordset(NULL::\(table.sql), \(Expression.literal(.text(text)).sql)::jsonb)")
    }
    do { _ = try await observer.script((parts + ["COMMIT"]).joined(separator: ";\n")) } catch {
      _ = try? await observer.run("ROLLBACK")
      throw error
    }
  }

  /// `A's shipments 3f…`: the tenant by its label and the key.
  func name(_ values: [String: String?], of table: ResolvedTable, _ tenants: TenantPair) -> String {
    let owner = table.tenantColumn.flatMap { values[$0] ?? nil }
    let label =
      tenants.both.first { $0.key == owner }.map { "\($0.label)'s" }
      ?? (owner == nil ? "nobody's or shared" : "\(owner ?? "")'s")
    let key = (table.table.primaryKey?.columns ?? []).map { (values[$0] ?? nil) ?? "NULL" }.joined(separator: ", ")
    return "\(label) row\(key.isEmpty ? "" : " \(key)")"
  }
}
