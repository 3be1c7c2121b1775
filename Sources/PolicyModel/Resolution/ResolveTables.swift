import Diagnostics
import SchemaModel

extension Resolver {
  mutating func resolveTables() -> [ResolvedTable] {
    classify()
    return owners.sorted { $0.key < $1.key }.compactMap { name, owner in
      guard let table = byName[name] else { return nil }
      var result = ResolvedTable(
        table: table, classification: owner.classification, why: owner.why, location: owner.location,
        basis: owner.basis, partOf: owner.partOf)
      switch owner.classification {
      case .tenants: result.tenantColumn = tenants.key
      case .owned(let column, let source):
        result.tenantColumn = column
        checkPath(table, column, source, owner.location)
      case .personal, .shared, .internal: break
      }
      resolvePerson(&result)
      resolveReferences(&result)
      resolveRules(&result)
      if !owner.insiders.isEmpty {
        resolve(AllowRule(Command.allCases, to: owner.insiders, location: owner.location), &result)
      }
      resolveDirectory(&result)
      resolveLevelColumns(&result)
      return result
    }
  }

  private mutating func checkPath(
    _ table: Table, _ column: String, _ source: Classification.Source, _ location: SourceLocation
  ) {
    guard case .generated(let path) = source else { return }
    if table.column(column) != nil && owners[table.name]?.partOf == nil {
      report("AZ116", "\(table.name) has a column \(column) that is not its tenant", location)
    }
    guard let hop = path.first else { return }
    let open = nullable(hop.key, table)
    if !open.isEmpty {
      report(
        "AZ110", "\(table.name) belongs to its parent by \(hop.key.name), whose \(open[0]) may be NULL", location,
        notes: ["a row without a parent is nobody's"], fix: "make \(open[0]) NOT NULL")
    }
    for hop in path {
      if let parent = byName[hop.parent], parent.primaryKey == nil {
        report(
          "AZ108", "\(parent.name) owns rows of \(table.name), but has no primary key", location,
          fix: "give \(parent.name) a primary key in a migration")
      }
    }
  }

  mutating func unclassified(_ name: QualifiedName, _ tried: [OwnershipClause]) {
    guard let table = byName[name], !astray.contains(name.schema) else { return }
    // Once its parent is told whose it is, it is told too.
    if !tried.contains(where: { !$0.patterns.isEmpty }), table.inherits.contains(where: { owners[$0] == nil }),
      said[name] == nil, table.inherits.contains(where: { byName[$0] != nil })
    {
      return
    }
    let schema = policy.schemas.first { $0.name == name.schema }
    let clause = tried.last
    let at = clause?.location ?? said[name]?.first?.location ?? schema?.location ?? .unknown
    if case .through(let columns)? = clause?.ownership {
      let names = columns.joined(separator: ", ")
      for column in columns where table.column(column) == nil { missing(column, in: table, at) }
      let key = table.foreignKeys.first { $0.columns == columns }
      report(
        "AZ109", "the path of \(name) through \(names) loops or leads to no tenant", at,
        notes: [key.map { "\($0.name) leads to \($0.parent)" } ?? "no foreign key has these columns"])
      return
    }
    let keys = table.foreignKeys.filter { key in
      guard !nullable(key, table).isEmpty, let parent = owners[key.parent]?.classification else { return false }
      switch parent {
      case .tenants, .owned: return true
      case .personal, .shared, .internal: return false
      }
    }
    if case .inferred? = clause?.ownership, let key = keys.first {
      report(
        "AZ110", "\(name) reaches a tenant only by \(key.name), whose \(nullable(key, table)[0]) may be NULL", at,
        notes: ["a row without a parent is nobody's"], fix: "make \(nullable(key, table)[0]) NOT NULL")
      return
    }
    report(
      "AZ107", "nothing says whose the rows of \(name) are", at,
      fix: "Owned(by:), Owned(through:), Shared() or Internal() for \"\(name)\"")
  }
}
