import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

/// The rows that cells are about, as they stand in the database of every job before each statement.
struct Stage: Sendable {
  let policy: ResolvedPolicy
  /// The tables that cells are about.
  private(set) var tables: [ResolvedTable]
  /// The columns of each table, generated ones of ours too.
  private(set) var columns: [QualifiedName: [String]] = [:]
  /// The rows of each table, as the server prints their columns.
  private(set) var rows: [QualifiedName: [[String: String?]]] = [:]
  /// The same rows, in the same order, as values in the order of the columns.
  private(set) var printed: [QualifiedName: [[String?]]] = [:]
  /// The same rows, in the same order, as the oracle knows them.
  private(set) var typed: [QualifiedName: [Row]] = [:]
  /// The digest of each table.
  private(set) var digests: [QualifiedName: String] = [:]
  /// What the oracle is asked about.
  var world = World([], now: Moment(microseconds: 0))

  /// Reads what is there: the state that everything is measured against.
  init(policy: ResolvedPolicy, observer: Connection, asked: Set<QualifiedName>?) async throws(DatabaseError) {
    self.policy = policy
    tables = policy.tables.filter { asked?.contains($0.name) ?? true }
    var all: [Row] = []
    for table in policy.tables {
      let found = try await observer.run(Self.reading(table.name))
      columns[table.name] = found.columns
      let values = found.rows.map { row in Dictionary(uniqueKeysWithValues: zip(found.columns, row)) }
      rows[table.name] = values
      printed[table.name] = found.rows
      let known = values.map { row($0, of: table) }
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
    let digest = RowDigest(policy)
    digests = digest.read(try await observer.run(digest.sql))
    let now = try await observer.run("SELECT pg_catalog.now()").rows.first?.first.flatMap(\.self) ?? ""
    world = World(all, now: Moment(now) ?? Moment(microseconds: 0))
  }

  /// The same rows, with cells about these tables alone.
  func asking(about names: Set<QualifiedName>) -> Stage {
    var stage = self
    stage.tables = policy.tables.filter { names.contains($0.name) }
    return stage
  }

  /// Every row with every column, in the order of their text.
  static func reading(_ table: QualifiedName) -> String {
    "SELECT * FROM \(table.sql) AS t ORDER BY t::text COLLATE \"C\""
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

  /// The row as it will stand once it is sent: with constants that are defaults, and with what is computed.
  func newRow(_ sent: [String: String?], of table: ResolvedTable) -> Row {
    var values = sent
    for column in table.table.columns where sent[column.name] == nil {
      if let constant = column.defaultExpression.flatMap(TypedValues.constant) { values[column.name] = constant }
    }
    return world.computing(row(values, of: table))
  }

  /// Whether the constraint is a CHECK of the table, or NOT NULL of one of its columns, which servers name by message.
  func isRowCondition(_ name: String, of table: QualifiedName) -> Bool {
    policy.table(table)?.table.checks.contains { $0.name == name } == true || name.contains("not-null constraint")
  }

  /// `A's shipments 3f…`: the tenant by its label and the key.
  func name(_ values: [String: String?], of table: ResolvedTable, _ tenants: TenantPair) -> String {
    let owner = table.tenantColumn.flatMap { values[$0] ?? nil }
    let label =
      tenants.both.first { $0.key == owner }.map { "\($0.label)'s" }
      ?? (owner == nil ? table.acrossTenants ? "a person's" : "nobody's or shared" : "\(owner ?? "")'s")
    let key = (table.table.primaryKey?.columns ?? []).map { (values[$0] ?? nil) ?? "NULL" }.joined(separator: ", ")
    return "\(label) row\(key.isEmpty ? "" : " \(key)")"
  }
}
