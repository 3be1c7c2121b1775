package import Diagnostics
package import SchemaModel

/// One step of an ownership path.
package struct Hop: Hashable, Sendable {
  /// The child's foreign key.
  package var key: ForeignKey
  /// The table it leads to.
  package var parent: QualifiedName
}

/// Whose a table's rows are.
package enum Classification: Hashable, Sendable {
  /// Where the tenant of a row stands.
  package enum Source: Hashable, Sendable {
    /// In a column that the table has.
    case column
    /// In a column to be added, equal to that of the parent along the path.
    case generated(path: [Hop])
  }
  /// The table of tenants: a row is its own tenant's.
  case tenants
  /// A tenant's, by the column named.
  case owned(tenantColumn: String, source: Source)
  /// No tenant's: its person's, whichever tenant that one acts for.
  case personal(by: String)
  /// Every tenant's.
  case shared
  /// No tenant's; its rules, if any, are of roles that reach all.
  case `internal`
}

/// What a table's classification rests on.
package enum Basis: String, Hashable, Sendable {
  /// A clause that names the table.
  case named
  /// A clause of its schema, for every table that fits.
  case schema
  /// Foreign keys that the snapshot has.
  case inferred
  /// The table that it is a partition or an heir of.
  case parent
}

/// A rule of one role for one command, nothing left to default.
package struct ResolvedRule: Hashable, Sendable {
  /// The role whose rule it is; whoever holds it has the rule.
  package var role: String
  /// The command.
  package var command: Command
  /// φ over the row before; `anything` for insert.
  package var condition: Predicate
  /// χ over the row after; `anything` for select and delete.
  package var resulting: Predicate
  /// The columns that everybody who has the rule may use; those of a delete are empty.
  package var columns: [String]
  /// Further columns, for those alone who also hold a role that sees them.
  package var gated: [ColumnGate]
  /// Whether the policy lists the columns itself.
  package var listsColumns: Bool
  /// Where it stands.
  package var location: SourceLocation
}

/// A column with the roles that see it in full.
package struct ColumnGate: Hashable, Sendable {
  /// The column.
  package var column: String
  /// Roles that see it, with all that inherit from them, sorted.
  package var seers: [String]
  /// How others see it; nil where they do not see it at all.
  package var mask: Mask?
  /// The clause that hides or masks it.
  package var location: SourceLocation = .unknown
}

/// A requirement with its exemptions.
package struct ResolvedRequire: Hashable, Sendable {
  /// What a row must satisfy.
  package var predicate: Predicate
  /// Roles that are exempt, with all that inherit from them, sorted.
  package var exempt: [String]
  /// Where it stands.
  package var location: SourceLocation
}

/// A foreign key from an owned table to an owned one.
package struct ResolvedReference: Hashable, Sendable {
  /// How it is kept inside the tenant.
  package enum Kind: Hashable, Sendable {
    /// It has to become a composite key.
    case insideTenant
    /// It holds the tenant already.
    case alreadyComposite
    /// It may leave the tenant, for the reason given.
    case crossing(reason: String)
  }
  /// The key.
  package var key: ForeignKey
  /// How it is kept inside the tenant.
  package var kind: Kind
  /// The clause that lets it leave the tenant, where one does.
  package var location: SourceLocation = .unknown
}

/// A table with all that the policy says of it.
package struct ResolvedTable: Hashable, Sendable {
  /// The table as the catalog describes it.
  package var table: Table
  /// Whose its rows are.
  package var classification: Classification
  /// A sentence that says how that was found.
  package var why: String
  /// The clause that decided it.
  package var location: SourceLocation
  /// What it rests on.
  package var basis: Basis
  /// The table that it is a part of, where its classification is that one's.
  package var partOf: QualifiedName?
  /// The column of the tenant: the key on the tenants table, nil on shared and internal ones.
  package var tenantColumn: String?
  /// The column with the person, where rows belong to one.
  package var personColumn: String?
  /// Whether the person stands instead of the tenant.
  package var acrossTenants = false
  /// The clause that names the person's column.
  package var personLocation: SourceLocation = .unknown
  /// Where it stands who finds these persons beside themselves; nil where nobody does.
  package var directory: ResolvedDirectory?
  /// The columns that say at what of a level a row is, by level.
  package var levelColumns: [String: String] = [:]
  /// The ways that lead from a row to something of a level, where no column of its own says so, by level.
  package var levelPaths: [String: LevelPath] = [:]
  /// The rules, one a role and command, in the policy's order.
  package var rules: [ResolvedRule] = []
  /// What every row must satisfy.
  package var requires: [ResolvedRequire] = []
  /// Hidden columns, by name.
  package var hidden: [ColumnGate] = []
  /// Masked columns, by name.
  package var masked: [ColumnGate] = []
  /// Keys to owned tables, by name.
  package var references: [ResolvedReference] = []

  /// Its name.
  package var name: QualifiedName { table.name }
}
