import PolicyModel
import SchemaModel

extension Compiler {
  /// A collation that is not deterministic calls texts equal that differ: `acme` would be shown the rows of `ACME`. What says
  /// whose a row is, or is asked by a rule, is compared with the language's own equality, or not at all.
  mutating func refuseLooseTexts() {
    var asked: [QualifiedName: Set<String>] = [:]
    for table in policy.tables where table.classification != .internal {
      asked[table.name, default: []].formUnion(
        [table.tenantColumn, table.personColumn].compactMap(\.self) + table.levelColumns.values
          + predicates(of: table).flatMap(\.columns) + table.references.flatMap(\.key.columns))
      for key in table.references.map(\.key) { asked[key.parent, default: []].formUnion(key.parentColumns) }
    }
    for level in policy.levels { asked[level.table, default: []].insert(level.key) }
    if let members = policy.members { asked[members.table, default: []].formUnion(members.columns) }
    for table in policy.tables {
      for column in table.table.columns
      where column.nondeterministic && asked[table.name]?.contains(column.name) == true {
        refuse(
          "AZ221", "\(table.name).\(column.name) has a collation that calls different texts equal", table.location,
          notes: ["by it one tenant, person or condition is taken for another that is spelt differently"],
          fix: "ALTER TABLE \(table.name) ALTER COLUMN \(column.name) TYPE \(column.type) COLLATE \"C\", in a migration"
        )
      }
    }
  }
}
