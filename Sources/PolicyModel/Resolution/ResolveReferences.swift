import Diagnostics
import SchemaModel

extension Resolver {
  mutating func resolveReferences(_ result: inout ResolvedTable) {
    let table = result.table
    let crossings = said[table.name, default: []].flatMap(\.rules.crossings)
    for crossing in crossings where !table.foreignKeys.contains(where: { $0.name == crossing.key }) {
      unknown(
        "AZ115", "foreign key", crossing.key, among: table.foreignKeys.map(\.name), crossing.location,
        in: "\(table.name)")
    }
    for key in table.foreignKeys.sorted(by: { $0.name < $1.name }) {
      let crossing = crossings.first { $0.key == key.name }
      switch (result.classification, owners[key.parent]?.classification) {
      case (_, .shared?), (_, .internal?), (_, nil), (.internal, _): continue
      case (_, .personal(let theirs)?): resolve(key, to: theirs, crossing, &result)
      case (.personal, .tenants?), (.personal, .owned?): resolve(key, to: nil, crossing, &result)
      case (.shared, _): continue
      case (.tenants, .tenants?), (.owned, .tenants?): resolveInTenant(key, tenants.key, crossing, &result)
      case (.tenants, .owned(let theirs, _)?), (.owned, .owned(let theirs, _)?):
        resolveInTenant(key, theirs, crossing, &result)
      }
    }
  }

  /// A key to rows of persons, or from such rows to those of tenants. Whoever may name a row learns that it is there, so
  /// that has to be the person's own.
  private mutating func resolve(
    _ key: ForeignKey, to theirs: String?, _ crossing: CrossingRule?, _ result: inout ResolvedTable
  ) {
    let mine = result.personColumn
    // A misspelt column is told already.
    for (column, table) in [(mine, result.table), (theirs, byName[key.parent] ?? result.table)] {
      if let column, table.column(column) == nil { return }
    }
    if theirs != nil && zip(key.columns, key.parentColumns).contains(where: { $0 == mine && $1 == theirs }) { return }
    if let crossing {
      result.references.append(
        ResolvedReference(key: key, kind: .crossing(reason: crossing.reason), location: crossing.location))
      return
    }
    // Where no rule writes the rows, nobody can try.
    let writes = said[result.name, default: []].flatMap(\.rules.allows).flatMap(\.commands)
    guard writes.contains(.insert) || writes.contains(.update) else { return }
    let whose = theirs.map { "another person's row, since it does not carry \($0)" } ?? "any tenant's row"
    let pair = mine.flatMap { mine in theirs.map { "add (\(mine), \($0)) to the key, or " } } ?? ""
    report(
      "AZ128", "\(key.name) of \(result.name) can lead to \(whose)", result.location,
      notes: ["whoever writes \(result.name) could find out which rows of \(key.parent) there are"],
      fix: "\(pair)Crossing(\"\(key.name)\", because: …) if it may")
  }

  private mutating func resolveInTenant(
    _ key: ForeignKey, _ theirs: String, _ crossing: CrossingRule?, _ result: inout ResolvedTable
  ) {
    let table = result.table
    guard let own = result.tenantColumn else { return }
    if key.parent == tenants.table, key.columns == [own], key.parentColumns == [tenants.key], crossing == nil { return }
    let composite = zip(key.columns, key.parentColumns).contains { $0 == own && $1 == theirs }
    if let crossing {
      result.references.append(
        ResolvedReference(key: key, kind: .crossing(reason: crossing.reason), location: crossing.location))
    } else if key.parent == tenants.table && !composite {
      // A misspelt column is told already.
      if case .owned(let column, .column) = result.classification, table.column(column) == nil { return }
      let columns = key.columns.joined(separator: ", ")
      report(
        "AZ114", "\(table.name).\(columns) references the tenants, but is not the tenant of the row",
        result.location, fix: "Crossing(\"\(key.name)\", because: …) if it may name another tenant")
    } else {
      result.references.append(ResolvedReference(key: key, kind: composite ? .alreadyComposite : .insideTenant))
    }
  }
}
