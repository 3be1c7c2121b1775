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
      case .shared, .internal: break
      }
      resolveReferences(&result)
      resolveRules(&result)
      if !owner.insiders.isEmpty {
        resolve(AllowRule(Command.allCases, to: owner.insiders, location: owner.location), &result)
      }
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
      return parent != .shared && parent != .internal
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

  private mutating func resolveReferences(_ result: inout ResolvedTable) {
    let table = result.table
    let crossings = said[table.name, default: []].flatMap(\.rules.crossings)
    for crossing in crossings where !table.foreignKeys.contains(where: { $0.name == crossing.key }) {
      unknown(
        "AZ115", "foreign key", crossing.key, among: table.foreignKeys.map(\.name), crossing.location,
        in: "\(table.name)")
    }
    guard let own = result.tenantColumn else { return }
    for key in table.foreignKeys.sorted(by: { $0.name < $1.name }) {
      let crossing = crossings.first { $0.key == key.name }
      let theirs: String
      switch owners[key.parent]?.classification {
      case .tenants?:
        if key.columns == [own] && key.parentColumns == [tenants.key] && crossing == nil { continue }
        theirs = tenants.key
      case .owned(let column, _)?: theirs = column
      case .shared?, .internal?, nil: continue
      }
      let composite = zip(key.columns, key.parentColumns).contains { $0 == own && $1 == theirs }
      if let crossing {
        result.references.append(
          ResolvedReference(key: key, kind: .crossing(reason: crossing.reason), location: crossing.location))
      } else if key.parent == tenants.table && !composite {
        // A misspelt column is told already.
        if case .owned(let column, .column) = result.classification, table.column(column) == nil { continue }
        let columns = key.columns.joined(separator: ", ")
        report(
          "AZ114", "\(table.name).\(columns) references the tenants, but is not the tenant of the row",
          result.location, fix: "Crossing(\"\(key.name)\", because: …) if it may name another tenant")
      } else {
        result.references.append(ResolvedReference(key: key, kind: composite ? .alreadyComposite : .insideTenant))
      }
    }
  }
}
