package import Diagnostics
package import SchemaModel

/// A clause with a condition, or about some persons only, and to what of it the cells did not hold the database.
package struct ClauseCoverage: Sendable, Hashable {
  /// The table that it is about.
  package var table: QualifiedName
  /// What people read: ``"`where` of Allow(.select) to clerk"``.
  package var clause: String
  /// Where it stands in the policy.
  package var location: SourceLocation
  /// What nobody asked about, in words; empty where the clause was seen to answer both ways.
  package var missing: [String]

  /// A clause with what is missing.
  package init(table: QualifiedName, clause: String, location: SourceLocation, missing: [String]) {
    (self.table, self.clause, self.location, self.missing) = (table, clause, location, missing)
  }

  /// What it leaves open.
  var unproven: [Unproven] {
    missing.map { Unproven(table: table, reason: "\(clause): \($0)", clause: location) }
  }
}
