import Database
package import Diagnostics
import PolicyModel
import SQLSyntax
package import SchemaModel

/// Makes rows of two tenants in every table: on both sides of each predicate, and at NULL.
struct Fixture {
  let policy: ResolvedPolicy
  let snapshot: SchemaSnapshot
  let connection: Connection
  let tenants: TenantPair
  /// Principals by tenant key, for columns that hold a person.
  var persons: [String: [String]] = [:]
  /// Principals of roles that reach all tenants, who have rows where those are a person's across tenants.
  var farPersons: [String] = []
  /// What could not be made, with the server's reason.
  private(set) var unmade: [Unproven] = []
  /// The rows that were made, by table and tenant key: parents of others. A shared row stands under "".
  private(set) var made: [QualifiedName: [String: [[String: String?]]]] = [:]
  /// The statements that made them.
  private(set) var statements: [(table: QualifiedName, sql: String)] = []
  private var number = 100
  /// How many keys each tenant has in tables that number them by themselves.
  private var counted: [QualifiedName: [String: Int]] = [:]
  var boundaries: Boundaries { Boundaries(policy: policy, snapshot: snapshot) }

  init(policy: ResolvedPolicy, snapshot: SchemaSnapshot, connection: Connection, tenants: TenantPair) {
    (self.policy, self.snapshot, self.connection, self.tenants) = (policy, snapshot, connection, tenants)
  }

  /// The tenants' own rows.
  mutating func makeTenants() async {
    guard let table = policy.table(policy.tenants.table) else { return }
    for (_, key) in tenants.both { await make(table, for: key, fixed: [policy.tenants.key: key]) }
  }

  /// Rows of every other table, parents first.
  mutating func makeRows() async {
    // What stands in a partition came by its parent.
    var open = policy.tables.filter { $0.classification != .tenants && $0.partOf == nil }
    while !open.isEmpty {
      let waiting = Set(open.map(\.name))
      let ready = open.filter { table in
        table.table.foreignKeys.allSatisfy { $0.parent == table.name || !waiting.contains($0.parent) }
      }
      // A cycle: whoever is first goes without its parent, if it may.
      let next = ready.isEmpty ? [open[0]] : ready
      for table in next {
        let owners = table.tenantColumn == nil ? [""] : tenants.both.map(\.key)
        for owner in owners { await make(table, for: owner, fixed: [:]) }
        if made[table.name]?.isEmpty ?? true, !unmade.contains(where: { $0.table == table.name }) {
          unmade.append(Unproven(table: table.name, reason: "no row could be made"))
        }
      }
      open.removeAll { table in next.contains { $0.name == table.name } }
    }
  }

  /// The row by which a principal has roles in a tenant, behind the rows of people that it refers to.
  mutating func makeMember(
    _ members: ResolvedMembers, _ principal: String, of tenant: String, _ roles: [String]
  ) async throws(DatabaseError) {
    guard let table = policy.table(members.table), var row = members.row(giving: roles) else { return }
    row.merge(values(thatCount: true, members) ?? [:]) { given, _ in given }
    func keep(_ row: [String: String?], of table: ResolvedTable) async throws(DatabaseError) {
      try await insert(row, into: table)
      made[table.name, default: [:]][table.tenantColumn == nil ? "" : tenant, default: []].append(row)
    }
    for key in table.table.foreignKeys {
      guard let place = key.columns.firstIndex(of: members.person.name), let people = policy.table(key.parent) else {
        continue
      }
      try await keep(complete([key.parentColumns[place]: principal], people, tenant), of: people)
    }
    row.updateValue(principal, forKey: members.person.name)
    row.updateValue(tenant, forKey: members.tenant)
    try await keep(complete(row, table, tenant), of: table)
  }

  private mutating func make(_ table: ResolvedTable, for tenant: String, fixed: [String: String]) async {
    for candidate in candidates(for: table, tenant, fixed) where mayStand(candidate, in: table, tenant) {
      do throws(DatabaseError) {
        try await insert(candidate, into: table)
        made[table.name, default: [:]][tenant, default: []].append(candidate)
      } catch {
        // A duplicate stands there already; anything else is a row that the proof lacks.
        guard error.sqlState != "23505" else { continue }
        let shown = candidate.sorted { $0.key < $1.key }.filter { boundaryColumns(table).contains($0.key) }
          .map { "\($0.key) = \($0.value ?? "NULL")" }.joined(separator: ", ")
        unmade.append(
          Unproven(table: table.name, reason: "no row with \(shown.isEmpty ? "any values" : shown): \(error)"))
      }
    }
  }

  /// A person of another tenant cannot stand where a key that carries the tenant refers to people.
  private func mayStand(_ row: [String: String?], in table: ResolvedTable, _ tenant: String) -> Bool {
    guard let person = table.personColumn, let id = row[person] ?? nil else { return true }
    if takesOnePerPerson(table), persons[tenants.b, default: []].contains(id) { return false }
    let carried = table.references.contains { $0.kind == .insideTenant && $0.key.columns.contains(person) }
    return !carried || persons[tenant, default: []].contains(id)
  }

  /// Whether each person has one row at most: those who act for B then have none, so that somebody is left to insert one;
  /// unless rows of others name theirs.
  private func takesOnePerPerson(_ table: ResolvedTable) -> Bool {
    let whose = [table.personColumn, table.tenantColumn].compactMap(\.self)
    return ([table.table.primaryKey].compactMap(\.self) + table.table.uniques).contains {
      !$0.columns.isEmpty && $0.columns.allSatisfy(whose.contains)
    } && personsNamed(in: table).isEmpty
  }

  private func boundaryColumns(_ table: ResolvedTable) -> [String] {
    table.table.columns.filter { !boundaries.values(of: $0, in: table).isEmpty }.map(\.name)
  }

  private mutating func insert(_ row: [String: String?], into table: ResolvedTable) async throws(DatabaseError) {
    let columns = row.keys.sorted()
    let statement = RowStatement.insert(table.name, columns)
    let values = columns.map { row[$0] ?? nil }
    _ = try await connection.run(statement.sql, values)
    statements.append((table.name, statement.sql(with: values)))
  }

  /// Rows to try: every combination of what predicates distinguish (64 at most), for every person.
  ///
  /// - Parameter new: Whether they are to come: then they are of those who ask, and of nobody who is there already.
  mutating func candidates(
    for table: ResolvedTable, _ tenant: String, _ fixed: [String: String], new: Bool = false
  ) -> [[String: String?]] {
    var rows = combinations(of: table, tenant, fixed)
    let others = new ? rowsOfNewMembers(table, rows) : rowsOfOthers(table, tenant, rows)
    if let person = table.personColumn {
      // Rows that are a person's across tenants: of everybody in every tenant.
      let people =
        persons.keys.sorted().flatMap { key in
          (persons[key] ?? []).prefix(key == tenant || table.acrossTenants ? 8 : 1)
        } + (table.acrossTenants ? farPersons : [])
      rows = rows.flatMap { row in people.map { row.merging([person: $0]) { $1 } } }
    }
    // One at each of a level, for roles that are held at one of them, and one at none.
    for (level, column) in table.levelColumns.sorted(by: { $0.key < $1.key }) {
      guard let level = policy.levels.first(where: { $0.name == level }), level.table != table.name else { continue }
      let ids = (made[level.table]?[tenant] ?? []).prefix(2).map { $0[level.key] ?? nil }
      let none: [String?] = table.table.column(column)?.notNull == false ? [nil] : []
      rows += (ids + none).map { (rows.first ?? [:]).merging([column: $0]) { $1 } }
    }
    // One at each of those parents by which a row is at a level.
    for path in Set(table.levelPaths.values).sorted(by: { $0.first.child < $1.first.child }) {
      // Others are left that nothing refers to.
      var seen: Set<String?> = []
      let parents = (made[path.first.parent]?[tenant] ?? []).filter {
        seen.insert($0[path.rest?.first.child ?? path.column] ?? nil).inserted
      }
      rows += parents.map { (rows.first ?? [:]).merging([path.first.child: $0[path.first.parentKey] ?? nil]) { $1 } }
    }
    // A spare row, to which nothing will refer: what may be deleted must be deletable. Rows of other tables are at two of a
    // level.
    rows += Array(repeating: rows.first ?? [:], count: policy.levels.contains { $0.table == table.name } ? 2 : 1)
    // One whose masked value is so short that the mask keeps half of it.
    for gate in table.masked {
      guard case .keepLast(let count)? = gate.mask else { continue }
      let short = String("abcdefghijklmnopqrstuvwxyz".prefix(count))
      rows.append((rows.first ?? [:]).merging([gate.column: short]) { $1 })
    }
    rows += others
    for (column, ids) in personsNamed(in: table) {
      rows += ids(tenant).map { (rows.first ?? [:]).merging([column: $0]) { $1 } }
    }
    return rows.map { row in complete(row.merging(fixed.mapValues(Optional.some)) { $1 }, table, tenant) }
  }

  /// Every combination of what predicates distinguish, 64 at most, without persons.
  func combinations(
    of table: ResolvedTable, _ tenant: String, _ fixed: [String: String]
  ) -> [[String: String?]] {
    var rows: [[String: String?]] = [[:]]
    for column in table.table.columns where !column.generated && fixed[column.name] == nil {
      if column.name == table.tenantColumn || column.name == table.personColumn { continue }
      if table.table.foreignKeys.contains(where: { $0.columns.contains(column.name) }) { continue }
      let values = askers(for: column.name, of: table, tenant) + boundaries.values(of: column, in: table)
      guard !values.isEmpty, rows.count * values.count <= 64 else { continue }
      rows = rows.flatMap { row in values.map { row.merging([column.name: $0]) { $1 } } }
    }
    return rows
  }

  /// The columns of this table that another table's person refers to: each person has to be a row here.
  private func personsNamed(in table: ResolvedTable) -> [(column: String, ids: (String) -> [String])] {
    let columns = policy.tables.flatMap { other -> [String] in
      other.table.foreignKeys.filter { $0.parent == table.name }.flatMap { key in
        zip(key.columns, key.parentColumns).filter { $0.0 == other.personColumn }.map(\.1)
      }
    }
    // Rows of no tenant are parents for the persons of both.
    return Set(columns).sorted().map { column in
      (column, { $0.isEmpty ? persons.keys.sorted().flatMap { persons[$0] ?? [] } + farPersons : persons[$0] ?? [] })
    }
  }

  /// Fills what is not yet said: the tenant, references, and a value of its own for each column, by which it is known again.
  mutating func complete(_ partial: [String: String?], _ table: ResolvedTable, _ tenant: String) -> [String: String?] {
    var row = partial
    number += 1
    if let column = table.tenantColumn, row[column] == nil { row[column] = tenant }
    for key in table.table.foreignKeys {
      let parents = made[key.parent]
      // A row of no tenant may refer to either's where the policy lets it.
      let any = table.acrossTenants ? parents?.min { $0.key < $1.key }?.value : nil
      let pairs = Array(zip(key.columns, key.parentColumns))
      // One that agrees with what is said already: the person of a key that carries it.
      let fitting = (parents?[tenant] ?? parents?[""] ?? any)?.first { parent in
        pairs.allSatisfy { mine, theirs in row[mine] == nil || row[mine] == parent[theirs] }
      }
      guard let parent = fitting else { continue }
      for (mine, theirs) in pairs where row[mine] == nil {
        row[mine] = parent[theirs] ?? nil
      }
    }
    for column in table.table.columns where row[column.name] == nil && !column.generated && !column.identityAlways {
      if column.name == table.personColumn { continue }
      let inKey = table.table.primaryKey?.columns.contains(column.name) ?? false
      if column.defaultExpression != nil && !inKey && TypedValues.constant(column.defaultExpression ?? "") != nil {
        continue
      }
      if let listed = TypedValues.enumerated(column, table.table)?.first { row[column.name] = listed; continue }
      if let label = snapshot.enumLabels(of: column.type)?.first { row[column.name] = label; continue }
      let number = isAlike(column, table) ? nextKey(of: table, tenant) ?? number : number
      if let value = TypedValues.plain(column, number) { row[column.name] = value }
    }
    return row
  }

  /// Whether the tenant is part of each key that the column is in: then keys of two tenants differ in the tenant alone, so
  /// that whoever looks for a row without it finds another's.
  private func isAlike(_ column: Column, _ table: ResolvedTable) -> Bool {
    guard let own = table.tenantColumn, let key = table.table.primaryKey, key.columns.contains(column.name),
      column.name != own
    else {
      return false
    }
    return ([key] + table.table.uniques).allSatisfy { $0.columns.contains(own) || !$0.columns.contains(column.name) }
  }

  /// Nil for the tenant's first: one row can move to another tenant without meeting its like there.
  private mutating func nextKey(of table: ResolvedTable, _ tenant: String) -> Int? {
    let last = counted[table.name]?[tenant]
    counted[table.name, default: [:]][tenant] = (last ?? 6_000) + 1
    return last
  }

  /// A new row for an INSERT of a caller: as those of the tenant, with a key of its own.
  mutating func newRows(for table: ResolvedTable, _ tenant: String) -> [[String: String?]] {
    candidates(for: table, tenant, [:], new: true)
  }
}

/// Something that stays open, and why.
package struct Unproven: Sendable, Hashable {
  /// The table; nil where it is about everything.
  package var table: QualifiedName?
  /// What is not known, and what would settle it.
  package var reason: String
  /// The clause that the cells did not hold to both answers, where that is what is open.
  package var clause: SourceLocation?
  /// Something open.
  package init(table: QualifiedName? = nil, reason: String, clause: SourceLocation? = nil) {
    (self.table, self.reason, self.clause) = (table, reason, clause)
  }
}
