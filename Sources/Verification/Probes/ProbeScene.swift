import Database
import PolicyModel
import SQLSyntax
import SchemaModel

/// Whom a probe attacks, and by what: an owned table, a row of the other tenant there, and what the attacker may touch.
struct ProbeScene: Sendable {
  let policy: ResolvedPolicy
  /// The schema before the policy's objects.
  let snapshot: SchemaSnapshot
  /// The table that is attacked.
  let table: ResolvedTable
  /// By what the attacker reads it: the table, or a view of it.
  let relation: QualifiedName
  /// What the attacker may read of it.
  let readable: [String]
  /// What the attacker may change, best without bearing on keys; the tenant's column, where that is nothing.
  let changeable: String
  /// What the attacker may send with a new row.
  let insertable: [String]
  /// A column of the row of the other tenant with a value that nobody else has.
  let mark: String
  let tenants: TenantPair
  /// Values that the changeable column takes.
  let changes: [String?]
  /// A row of the attacker's tenant.
  let mine: [String: String?]
  /// A row of the other tenant.
  let theirs: [String: String?]
  /// A new row of the other tenant, complete.
  let new: [String: String?]
  /// A principal of the other tenant; nobody's secret.
  let accomplice: String?
  /// All rows.
  let rows: [QualifiedName: [[String: String?]]]
  /// New rows for every table, with the tenant that they are made for.
  let newRows: [QualifiedName: [(owner: String, row: [String: String?])]]

  /// The key's columns.
  var key: [String] { table.table.primaryKey?.columns ?? [] }
  /// The tenant's column.
  var tenant: String { table.tenantColumn ?? "" }
  /// The readable columns as SQL.
  var columns: String { Self.list(readable) }
  /// The table as SQL.
  var name: String { table.name.sql }
  /// What the attacker reads, as SQL.
  var source: String { relation.sql }

  /// Names as SQL.
  static func list(_ names: [String]) -> String { names.map { Expression.column($0).sql }.joined(separator: ", ") }
  /// A constant as SQL.
  static func literal(_ text: String) -> String { Expression.literal(.text(text)).sql }
  /// A name as SQL.
  static func name(_ column: String) -> String { Expression.column(column).sql }

  /// `k1 = $1 AND k2 = $2`, with its parameters.
  func key(of row: [String: String?], from first: Int = 1) -> (sql: String, values: [String?]) {
    (
      key.enumerated().map { "\(Self.name($1)) = $\($0 + first)" }.joined(separator: " AND "),
      key.map { row[$0] ?? nil }
    )
  }

  /// The same with the values in it.
  func keyText(of row: [String: String?]) -> String {
    key.map { "\(Self.name($0)) = \((row[$0] ?? nil).map(Self.literal) ?? "NULL")" }.joined(separator: " AND ")
  }

  /// INSERT of a row of the table, without what the server computes.
  func insert(_ row: [String: String?], _ suffix: String = "") -> ProbeStep { insert(row, into: table, suffix) }

  /// INSERT of a row, without what the server computes.
  func insert(_ row: [String: String?], into table: ResolvedTable, _ suffix: String = "") -> ProbeStep {
    let columns = row.keys.sorted().filter { name in
      table.table.column(name).map { !$0.generated && !$0.identityAlways } ?? true
    }
    return .run(RowStatement.insert(table.name, columns).sql + suffix, columns.map { row[$0] ?? nil })
  }

  /// INSERT of a row under a key that is taken, with what the attacker may send, so that nothing else stops it.
  func insertTaken(_ row: [String: String?], _ suffix: String) -> ProbeStep {
    let sent = row.filter { insertable.contains($0.key) }
    return insert(sent.isEmpty ? row : sent, suffix)
  }

  /// A new row of the attacker's with the key of another.
  func claiming(_ row: [String: String?]) -> [String: String?] {
    var new = newRows[table.name]?.first { $0.owner == tenants.a }?.row ?? new
    for column in key { new[column] = row[column] ?? nil }
    return new
  }

  /// Another value for what the attacker may change.
  var changed: String? {
    let now = theirs[changeable] ?? nil
    if changeable == tenant { return tenants.a }
    return changes.first { $0 != now } ?? nil
  }

  /// The tenant's column of a table.
  func tenant(of name: QualifiedName) -> String { policy.table(name)?.tenantColumn ?? "" }

  /// A value that no row of the table has in the column.
  func nowhere(_ column: String, in name: QualifiedName) -> String? {
    newRows[name]?.lazy.compactMap { $0.row[column] ?? nil }.first
  }

  /// The value that nobody else has.
  var marked: String { (theirs[mark] ?? nil) ?? "" }

  /// Takes away what keeps a row from going or moving: references, also its own.
  var unreferenced: String {
    """
    DO $weak$ DECLARE found record; BEGIN
      FOR found IN SELECT conrelid::regclass AS child, conname FROM pg_catalog.pg_constraint
        WHERE contype = 'f' AND conparentid = 0 AND \(Self.literal(name))::regclass IN (confrelid, conrelid) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.child, found.conname);
      END LOOP;
    END $weak$
    """
  }

  /// A reference of an owned table to another by a single column, as the application has it.
  var reference: (child: ResolvedTable, key: ForeignKey)? {
    for child in policy.tables where child.tenantColumn != nil {
      let own = snapshot.table(child.name)
      for key in own?.foreignKeys ?? [] where key.columns.count == 1 && key.columns != [child.tenantColumn] {
        if let parent = policy.table(key.parent), parent.tenantColumn != nil, parent.classification != .tenants,
          child.name != parent.name
        {
          return (child, key)
        }
      }
    }
    return nil
  }
}
