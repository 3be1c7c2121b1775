import Diagnostics
import SchemaModel

extension Resolver {
  /// Classifies every table of a managed schema and every table that a clause names.
  mutating func classify() {
    var pending: [QualifiedName: [OwnershipClause]] = [:]
    for (name, parts) in said where owners[name] == nil {
      if let clause = parts.compactMap(\.rules.ownership).first { pending[name] = [clause] }
    }
    var wanted = Set(said.keys)
    for schema in policy.schemas {
      let tables = snapshot.tables.filter { $0.name.schema == schema.name }
      if tables.isEmpty {
        unknown("AZ101", "schema", schema.name, among: Set(snapshot.tables.map(\.name.schema)), schema.location)
      }
      for clause in schema.ownerships {
        for pattern in clause.patterns where !tables.contains(where: { matches($0.name.name, pattern) }) {
          if pattern.contains("*") {
            report("AZ104", "no table of \(schema.name) matches \"\(pattern)\"", clause.location)
          } else {
            unknown("AZ101", "table", pattern, among: tables.map(\.name.name), clause.location, in: schema.name)
          }
        }
      }
      reportUnknownColumns(schema, tables)
      wanted.formUnion(tables.map(\.name))
      for table in tables where owners[table.name] == nil && pending[table.name] == nil {
        // What a schema shares or keeps in passing is no word about a table that says whose it is.
        let mayShare = !isAcross(table.name)
        pending[table.name] = candidates(for: table, of: schema).filter {
          mayShare || !$0.patterns.isEmpty || ($0.ownership != .shared && $0.ownership != .internal)
        }
      }
    }
    var parts = parts(but: Set(pending.filter { saysWhose($0.key) || isNamed($0.value) }.keys))
    // What its parent does not decide, the schema's clauses do, as for any table.
    var rest = pending.filter { parts[$0.key] == nil }
    settle(&rest, &parts)
    givePersonsTheRest(wanted.subtracting(pending.filter { saysWhose($0.key) || isNamed($0.value) }.keys))
    settle(&rest, &parts)
    for (name, clauses) in pending where owners[name] == nil && parts[name] != nil { rest[name] = clauses }
    parts = [:]
    settle(&rest, &parts)
    for name in wanted.sorted() where owners[name] == nil { unclassified(name, rest[name] ?? []) }
  }

  /// Whether a clause for the table itself says whose it is.
  private func saysWhose(_ table: QualifiedName) -> Bool {
    said[table]?.contains { $0.rules.ownership != nil } == true
  }

  private func isNamed(_ clauses: [OwnershipClause]) -> Bool { clauses.contains { !$0.patterns.isEmpty } }

  /// A column that no table of the schema has, so that the clause is for none.
  private mutating func reportUnknownColumns(_ schema: SchemaClause, _ tables: [Table]) {
    for clause in schema.ownerships where clause.patterns.isEmpty && !tables.isEmpty {
      guard case .column(let name) = clause.ownership, !tables.contains(where: { $0.column(name) != nil }) else {
        continue
      }
      astray.insert(schema.name)
      unknown(
        "AZ119", "table with a column", name, among: tables.flatMap { $0.columns.map(\.name) }, clause.location,
        in: schema.name)
    }
  }

  /// Clauses that name the table first, then those for whatever fits.
  private mutating func candidates(for table: Table, of schema: SchemaClause) -> [OwnershipClause] {
    let named = schema.ownerships.filter { $0.patterns.contains { matches(table.name.name, $0) } }
    if named.count > 1 {
      report("AZ111", "\(table.name) is given two ownerships", named[1].location)
    }
    if let first = named.first { return [first] }
    return schema.ownerships.filter { clause in
      guard clause.patterns.isEmpty else { return false }
      return switch clause.ownership {
      case .column(let column): table.column(column) != nil
      case .through(let columns): table.foreignKeys.contains { $0.columns == columns }
      case .inferred, .shared, .internal: true
      }
    }
  }

  /// Round by round, so that a path found is a shortest one; a clause that leads nowhere yields to the next.
  private mutating func settle(
    _ pending: inout [QualifiedName: [OwnershipClause]], _ parts: inout [QualifiedName: [QualifiedName]]
  ) {
    while true {
      var round: [QualifiedName: Owner] = [:]
      for (name, parents) in parts where owners[name] == nil {
        if let owner = owner(ofPart: parents) { round[name] = owner }
      }
      for name in pending.keys where owners[name] == nil {
        guard let clause = pending[name]?.first, let table = byName[name] else { continue }
        if let owner = attempt(clause, table) { round[name] = owner }
      }
      owners.merge(round) { old, _ in old }
      if !round.isEmpty { continue }
      var moved = false
      for name in pending.keys where owners[name] == nil && (pending[name]?.count ?? 0) > 1 {
        pending[name]?.removeFirst()
        moved = true
      }
      if !moved { return }
    }
  }

  private mutating func attempt(_ clause: OwnershipClause, _ table: Table) -> Owner? {
    let at = clause.location
    let named = saysWhose(table.name) || !clause.patterns.isEmpty
    let basis: Basis = named ? .named : .schema
    switch clause.ownership {
    case .shared: return Owner(classification: .shared, why: "the policy shares it", location: at, basis: basis)
    case .internal:
      let insiders = insiders(clause)
      let whom = insiders.isEmpty ? "" : ", to \(insiders.joined(separator: ", ")) alone"
      return Owner(
        classification: .internal, why: "the policy keeps it internal\(whom)", location: at, basis: basis,
        insiders: insiders)
    case .column(let name):
      if let column = table.column(name) {
        if !tenants.type.isEmpty && column.type != tenants.type {
          report(
            "AZ112", "\(table.name).\(name) is \(column.type), but the tenants' key is \(tenants.type)", at)
        }
      } else {
        missing(name, in: table, at)
      }
      return Owner(
        classification: .owned(tenantColumn: name, source: .column), why: "the column \(name) holds the tenant",
        location: at, basis: basis)
    case .through(let columns):
      let keys = table.foreignKeys.filter { $0.columns == columns }
      return keys.compactMap { path($0, table, at, basis) }.first
    case .inferred:
      let keys = table.foreignKeys.filter { $0.parent != table.name && nullable($0, table).isEmpty }
      return keys.sorted { ($0.columns.count, $0.name) < ($1.columns.count, $1.name) }
        .compactMap { path($0, table, at, .inferred) }.first
    }
  }

  /// The key's columns that may be NULL.
  func nullable(_ key: ForeignKey, _ table: Table) -> [String] {
    key.columns.filter { table.column($0)?.notNull != true }
  }

  private mutating func path(
    _ key: ForeignKey, _ table: Table, _ location: SourceLocation, _ basis: Basis
  ) -> Owner? {
    guard key.parent != table.name, let parent = owners[key.parent] else { return nil }
    switch parent.classification {
    case .tenants:
      guard key.parentColumns == [tenants.key], let column = key.columns.first else { return nil }
      return Owner(
        classification: .owned(tenantColumn: column, source: .column),
        why: "the column \(column) references the tenants by \(key.name)", location: location, basis: basis)
    case .owned(let column, let source):
      if let index = key.parentColumns.firstIndex(of: column) {
        return Owner(
          classification: .owned(tenantColumn: key.columns[index], source: .column),
          why: "\(key.columns[index]) is part of \(key.name), which leads to \(key.parent)", location: location,
          basis: basis)
      }
      var hops = [Hop(key: key, parent: key.parent)]
      if case .generated(let rest) = source { hops += rest }
      let chain = hops.map { "\($0.key.name) to \($0.parent)" }.joined(separator: ", then ")
      return Owner(
        classification: .owned(tenantColumn: column, source: .generated(path: hops)),
        why: "a row belongs to whoever owns its parent: by \(chain)", location: location, basis: basis)
    case .personal, .shared, .internal: return nil
    }
  }
}
