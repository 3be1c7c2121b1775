import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension ProbeScene {
  /// Looks for what the login can touch in the database.
  ///
  /// - Returns: nil where no row of the other tenant can be told from all others.
  init?(_ seeding: Seeding, _ snapshot: SchemaSnapshot, login: String, observer: Connection) async throws {
    let stage = seeding.stage
    let (a, b) = (seeding.tenants.a, seeding.tenants.b)
    var best: (table: ResolvedTable, held: Held, mine: [String: String?], theirs: [String: String?])?
    for table in stage.policy.tables {
      guard case .owned = table.classification, let column = table.tenantColumn, table.partOf == nil,
        let key = table.table.primaryKey?.columns,
        let mine = Self.movable(stage.rows[table.name] ?? [], key, column, of: a, { _ in true }),
        let theirs = Self.movable(
          stage.rows[table.name] ?? [], key, column, of: b,
          { row in row.values.contains { $0.map(seeding.canaries.contains) ?? false } }),
        seeding.values.newRows[table.name]?.contains(where: { $0.owner == b }) == true
      else { continue }
      let held = try await Held(login, on: table, seeding.values.updates[table.name] ?? [], observer)
      if best == nil || held.weight > best?.held.weight ?? 0 { best = (table, held, mine, theirs) }
    }
    let canaries = seeding.canaries
    guard let best,
      let mark = best.theirs.keys.sorted().first(where: { name in
        (best.theirs[name] ?? nil).map(canaries.contains) ?? false && best.held.readable.contains(name)
      }), let new = seeding.values.newRows[best.table.name]?.first(where: { $0.owner == b })
    else {
      return nil
    }
    policy = stage.policy
    self.snapshot = snapshot
    table = best.table
    relation = best.held.relation
    readable = best.held.readable
    insertable = best.held.insertable
    changeable = best.held.changeable ?? best.table.tenantColumn ?? ""
    changes = seeding.values.updates[best.table.name]?.first { $0.column == best.held.changeable }?.values ?? []
    self.mark = mark
    tenants = seeding.tenants
    mine = best.mine
    theirs = best.theirs
    self.new = new.row
    accomplice =
      seeding.cast.callers.first { $0.tenantKey == seeding.tenants.b && $0.actor.active }?.actor.principal?.printed
    rows = stage.rows
    newRows = seeding.values.newRows
  }

  /// A row of the tenant whose key nobody else has but for the tenant, so that no key stops an attack that moves it; else any.
  private static func movable(
    _ rows: [[String: String?]], _ key: [String], _ column: String, of tenant: String,
    _ isFit: ([String: String?]) -> Bool
  ) -> [String: String?]? {
    func rest(_ row: [String: String?]) -> [String?] { key.filter { $0 != column }.map { row[$0] ?? nil } }
    let others = Set(rows.filter { $0[column] != tenant }.map(rest))
    let able = rows.filter { $0[column] == tenant && isFit($0) }
    return able.first { !others.contains(rest($0)) } ?? able.first
  }

  /// What a login holds on a table, and on the views that show it.
  private struct Held {
    var relation: QualifiedName
    var readable: [String] = []
    var changeable: String?
    var insertable: [String] = []
    var weight = 0

    init(
      _ login: String, on table: ResolvedTable, _ updates: [(column: String, values: [String?])],
      _ observer: Connection
    ) async throws(DatabaseError) {
      relation = table.name
      let found = try await observer.run(
        """
        SELECT n.nspname, c.relname, a.attname, pg_catalog.has_column_privilege($1, c.oid, a.attnum, 'SELECT'),
          pg_catalog.has_column_privilege($1, c.oid, a.attnum, 'UPDATE'),
          pg_catalog.has_column_privilege($1, c.oid, a.attnum, 'INSERT')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.oid = $2::regclass OR c.relkind = 'v' AND EXISTS (
          SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
          WHERE r.ev_class = c.oid AND d.refobjid = $2::regclass)
        ORDER BY c.relkind, n.nspname, c.relname, a.attnum
        """, [login, table.name.sql])
      let rows = found.rows.map { row in row.map { $0 ?? "" } }
      let base = rows.filter { QualifiedName($0[0], $0[1]) == table.name }
      let key = table.table.primaryKey?.columns ?? []
      let bound = Set(
        key + table.table.uniques.flatMap(\.columns) + table.table.foreignKeys.flatMap(\.columns)
          + [table.tenantColumn, table.personColumn].compactMap(\.self))
      insertable = base.filter { $0[5] == "t" }.map { $0[2] }
      let changeables = base.filter { $0[4] == "t" }.map { $0[2] }
      changeable =
        changeables.first { name in
          !bound.contains(name) && updates.contains { $0.column == name && !$0.values.isEmpty }
        } ?? changeables.first
      for name in [table.name] + rows.map({ QualifiedName($0[0], $0[1]) }) {
        let columns = rows.filter { QualifiedName($0[0], $0[1]) == name && $0[3] == "t" }.map { $0[2] }
        guard key.allSatisfy(columns.contains) else { continue }
        (relation, readable) = (name, columns)
        break
      }
      weight = readable.count * 100 + base.count { $0[4] == "t" || $0[5] == "t" }
      if readable.isEmpty { readable = base.map { $0[2] } }
    }
  }
}

extension Seeding {
  /// Values that stand in rows of the second tenant and nowhere else, and that nobody would come upon by chance.
  var canaries: Set<String> {
    var theirs: Set<String> = []
    var others: Set<String> = [tenants.a, tenants.b]
    for table in stage.policy.tables {
      for row in stage.rows[table.name] ?? [] {
        let values = row.values.compactMap(\.self).filter { $0.count >= 6 }
        if let column = table.tenantColumn, row[column] == tenants.b {
          theirs.formUnion(values)
        } else {
          others.formUnion(values)
        }
      }
    }
    return theirs.subtracting(others)
  }
}
