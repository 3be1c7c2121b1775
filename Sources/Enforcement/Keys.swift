import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Tenant columns on children, composite keys along every reference, indexes that lead with the tenant, defaults.
  mutating func addKeys() {
    // Parents before children, and every key before what refers to it.
    for table in policy.tables.sorted(by: { ($0.depth, $0.name) < ($1.depth, $1.name) }) {
      // A parent's new column is its parts' too (PostgreSQL, ALTER TABLE: without ONLY, of all descendants).
      if table.partOf == nil, case .owned(let column, .generated(let path)) = table.classification,
        let hop = path.first
      {
        addTenantColumn(column, to: table, hop)
      }
      for reference in references(to: table) { addTarget(of: reference, in: table) }
    }
    for table in policy.tables {
      for reference in table.references where reference.kind == .insideTenant { addComposite(reference.key, of: table) }
    }
    for table in policy.tables { addPersonIndex(table) }
    addAntiJoins()
    for table in policy.tables { addDefaults(table) }
  }

  /// The name of a key or index, and a checksum where the schema already uses it.
  private func fresh(_ table: QualifiedName, _ parts: [String]) -> String {
    let neighbours = snapshot.tables.filter { $0.name.schema == table.schema }
    var taken = Set(neighbours.flatMap(\.indexes).map(\.name)).union(neighbours.flatMap(\.uniques).map(\.name))
    if let own = snapshot.table(table) { taken.formUnion(own.foreignKeys.map(\.name) + own.checks.map(\.name)) }
    let name = Names.fit([table.name] + parts)
    return taken.contains(name) ? Names.fit([table.name] + parts + ["bailiwick"]) : name
  }

  private mutating func addTenantColumn(_ column: String, to table: ResolvedTable, _ hop: Hop) {
    guard let parentColumn = policy.table(hop.parent)?.tenantColumn else { return }
    let pairs = zip(hop.key.columns, hop.key.parentColumns).map { KeyPair($0, $1) }
    let at = table.location
    add(
      "column \(table.name).\(column)", .keys,
      create: [
        Step(.alterTable(table.name, .addColumn(column, tenantType)), "\(table.name): the tenant's column", at),
        Step(
          .backfill(table.name, column: column, from: hop.parent, parentColumn: parentColumn, on: pairs),
          "\(table.name): every row takes its parent's tenant", at, hazard: .rewritesRows),
        Step(
          .alterTable(table.name, .setNotNull(column)), "\(table.name): no row may be nobody's; stops here if one is",
          at,
          hazard: .scansTable),
      ],
      remove: [
        Step(.alterTable(table.name, .dropColumn(column)), "\(table.name): the column that Bailiwick added goes", at)
      ], readsAll: [table.name, hop.parent])
  }

  /// The references, of any table, that have to carry the tenant to this one.
  private func references(to table: ResolvedTable) -> [ForeignKey] {
    policy.tables.flatMap(\.references).filter { $0.kind == .insideTenant && $0.key.parent == table.name }.map(\.key)
  }

  private mutating func addTarget(of key: ForeignKey, in parent: ResolvedTable) {
    guard let tenant = parent.tenantColumn else { return }
    let columns = [tenant] + key.parentColumns.sorted()
    let name = fresh(parent.name, columns + ["key"])
    let object = "key \(parent.name).\(name)"
    if parent.table.hasKey(over: columns) || has(object) { return }
    let index = QualifiedName(parent.name.schema, name)
    add(
      object, .keys,
      can.dropsUniqueConstraints
        ? .alterTable(parent.name, .add(.unique(name: name, columns)))
        : .createIndex(name, on: parent.name, columns, unique: true),
      undo: can.dropsUniqueConstraints
        ? .alterTable(parent.name, .dropConstraint(name)) : .dropIndex(index, unique: true),
      "\(parent.name): target of keys that carry the tenant",
      parent.location, hazard: .buildsIndex, needs: columnKey(parent))
  }

  func columnKey(_ table: ResolvedTable) -> [String] {
    if case .owned(let column, .generated) = table.classification {
      ["column \(table.partOf ?? table.name).\(column)"]
    } else {
      []
    }
  }

  private mutating func addComposite(_ key: ForeignKey, of table: ResolvedTable) {
    guard let tenant = table.tenantColumn, let parent = policy.table(key.parent), let theirs = parent.tenantColumn
    else { return }
    let columns = [tenant] + key.columns
    let at = table.location
    let index = fresh(table.name, columns + ["idx"])
    if !table.table.leads(with: columns) && !has("index \(table.name).\(index)") {
      add(
        "index \(table.name).\(index)", .keys, .createIndex(index, on: table.name, columns),
        undo: .dropIndex(QualifiedName(table.name.schema, index)), "\(table.name): tenant-first index of \(key.name)",
        at,
        hazard: .buildsIndex, needs: columnKey(table))
    }
    let composite = composite(key, columns, theirs, of: table)
    // Kept, the single-column key's name in an error would tell a foreign parent from a missing one.
    add(
      "reference \(table.name).\(key.name)", .keys,
      create: [
        Step(
          .alterTable(table.name, .add(.foreignKey(composite))),
          "\(table.name): the key keeps both tenants equal", at, hazard: .scansTable),
        Step(
          .alterTable(table.name, .dropConstraint(key.name)),
          "\(table.name): replaced by the key that carries the tenant", at),
      ],
      remove: [
        Step(
          .alterTable(table.name, .add(.foreignKey(key))), "\(table.name): the key as it was", at,
          hazard: .scansTable),
        Step(.alterTable(table.name, .dropConstraint(composite.name)), "\(table.name): the composite key goes", at),
      ], needs: columnKey(table) + columnKey(parent) + targetKey(of: key, in: parent),
      readsAll: [table.name, key.parent])
  }

  private func targetKey(of key: ForeignKey, in parent: ResolvedTable) -> [String] {
    guard let tenant = parent.tenantColumn else { return [] }
    let columns = [tenant] + key.parentColumns.sorted()
    return ["key \(parent.name).\(fresh(parent.name, columns + ["key"]))"]
  }

  private func composite(_ key: ForeignKey, _ columns: [String], _ theirs: String, of table: ResolvedTable)
    -> ForeignKey
  {
    var composite = key
    let twins = table.references.count { $0.key.columns == key.columns } > 1
    composite.name = fresh(table.name, columns + (twins ? [key.parent.name] : []) + ["fkey"])
    composite.columns = columns
    // The tenant, which joined the key, is none of the columns that a delete sets.
    if [.setNull, .setDefault].contains(key.onDelete) && key.onDeleteColumns.isEmpty {
      composite.onDeleteColumns = key.columns
    }
    composite.parentColumns = [theirs] + key.parentColumns
    // A column that Bailiwick filled follows its parent; one of the application's own keeps the action it had. So does a
    // key whose referenced columns somebody may change: a key's action asks no policy, so the change would reach the
    // children past their rules, where the key as it was refuses it.
    if case .owned(_, .generated) = table.classification, !mayChange(key.parentColumns, of: key.parent) {
      composite.onUpdate = .cascade
    }
    return composite
  }

  /// Whether somebody may change one of the columns: by a rule, or by the action of a key on them.
  private func mayChange(_ columns: [String], of name: QualifiedName, seen: Set<QualifiedName> = []) -> Bool {
    guard let table = policy.table(name), !seen.contains(name) else { return false }
    func touches(_ others: [String]) -> Bool { others.contains(where: columns.contains) }
    return table.rules.contains { rule in
      guard rule.command == .update else { return false }
      // Where privileges are on whole tables, a statement may name every column.
      if !can.columnPrivileges && !onlyByRoutine(rule, table) { return true }
      return touches(rule.columns) || touches(rule.gated.map(\.column))
    }
      || table.table.foreignKeys.contains { key in
        guard touches(key.columns) else { return false }
        let set = [.setNull, .setDefault].contains(key.onDelete)
        let moved = ![.noAction, .restrict].contains(key.onUpdate)
        return set || moved && mayChange(key.parentColumns, of: key.parent, seen: seen.union([name]))
      }
  }

  private mutating func addPersonIndex(_ table: ResolvedTable) {
    guard let person = table.personColumn, table.tenantColumn != nil || table.acrossTenants, table.partOf == nil else {
      return
    }
    let tenant = table.acrossTenants ? nil : table.tenantColumn
    let columns = [tenant, person].compactMap(\.self)
    guard !table.table.leads(with: columns) else { return }
    let index = fresh(table.name, columns + ["idx"])
    guard !has("index \(table.name).\(index)") else { return }
    add(
      "index \(table.name).\(index)", .keys, .createIndex(index, on: table.name, columns),
      undo: .dropIndex(QualifiedName(table.name.schema, index)),
      "\(table.name): rows are read by \(tenant == nil ? "" : "tenant and ")person", table.location,
      hazard: .buildsIndex, needs: columnKey(table))
  }
}

extension ResolvedTable {
  /// How many generated columns lie between the table and its tenant.
  var depth: Int {
    if case .owned(_, .generated(let path)) = classification { path.count } else { 0 }
  }
}

extension Table {
  /// Whether a key or a whole index of the table starts with the columns, so that another would be for nothing.
  func leads(with columns: [String]) -> Bool {
    let list = columns.map { Expression.column($0).sql }.joined(separator: ", ")
    return ([primaryKey].compactMap { $0 } + uniques).contains {
      $0.columns.prefix(columns.count).elementsEqual(columns)
    }
      || indexes.contains { index in
        !index.text.contains(" WHERE ") && !index.text.hasSuffix(" INVALID")
          && ["(\(list))", "(\(list), "].contains { index.text.contains("USING btree \($0)") }
      }
  }
}
