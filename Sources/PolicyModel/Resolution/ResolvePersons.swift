import Diagnostics
import SchemaModel

extension Resolver {
  /// Whether a clause makes rows of the table a person's across tenants.
  func isAcross(_ table: QualifiedName) -> Bool {
    said[table]?.contains { $0.rules.personal?.acrossTenants == true } == true
  }

  /// Tables that say a person across tenants, and that nothing gives a tenant, are their persons' alone.
  mutating func givePersonsTheRest(_ tables: Set<QualifiedName>) {
    for name in tables where owners[name] == nil && byName[name] != nil {
      guard let clause = said[name]?.compactMap(\.rules.personal).first(where: \.acrossTenants) else { continue }
      owners[name] = Owner(
        classification: .personal(by: clause.column), why: "the person in \(clause.column) stands instead of a tenant",
        location: clause.location, basis: .named)
    }
  }

  mutating func resolvePerson(_ result: inout ResolvedTable) {
    let table = result.table
    let clauses = said[table.name, default: []].compactMap(\.rules.personal)
    for clause in clauses {
      if table.column(clause.column) == nil { missing(clause.column, in: table, clause.location) }
      if let column = result.personColumn, (column, result.acrossTenants) != (clause.column, clause.acrossTenants) {
        report("AZ111", "\(table.name) is given two persons", clause.location)
      }
      (result.personColumn, result.acrossTenants) = (clause.column, clause.acrossTenants)
      result.personLocation = clause.location
    }
    // A part has no clause of its own.
    if case .personal(let column) = result.classification, result.partOf != nil {
      (result.personColumn, result.acrossTenants, result.personLocation) = (column, true, result.location)
    }
    if result.acrossTenants { checkAcross(result) }
  }

  private mutating func checkAcross(_ table: ResolvedTable) {
    let at = table.personLocation
    func contradicts(_ what: String, _ fix: String) {
      report("AZ127", "\(table.name) \(what), so no person can stand instead of a tenant", at, fix: fix)
    }
    switch table.classification {
    case .tenants: contradicts("holds the tenants", "leave acrossTenants out")
    case .shared: contradicts("is shared", "leave Shared() out: what says no tenant is then its persons' alone")
    case .internal: contradicts("is internal", "leave Internal() or Personal(by:) out")
    case .owned(let column, .column):
      // A key that carries a NULL refers to nothing, so it would not be kept inside the tenant.
      if table.table.column(column)?.notNull == false {
        report(
          "AZ127", "rows of \(table.name) are a person's across tenants, but \(column) may be NULL", at,
          notes: ["whose row it is then, no key can say"], fix: "make \(column) NOT NULL")
      }
    case .owned(_, .generated), .personal: break
    }
  }
}
