import Diagnostics
import PolicyModel
import SchemaModel

/// What checks look at: the policy as written, as resolved, and the schema that it was resolved against.
struct Subject: Sendable {
  let policy: Policy
  let resolved: ResolvedPolicy
  let snapshot: SchemaSnapshot

  /// Tables whose rows belong to one tenant each, the table of tenants among them, or to a person instead.
  var ownedTables: [ResolvedTable] { resolved.tables.filter { $0.tenantColumn != nil || $0.acrossTenants } }

  /// Owned tables that hold the tenant's key themselves, with that column.
  var keyedTables: [(table: ResolvedTable, column: Column)] {
    resolved.tables.compactMap { table in
      guard case .owned(let name, .column) = table.classification, let column = table.table.column(name) else {
        return nil
      }
      return (table, column)
    }
  }

  /// What the policy says of a table, clause by clause.
  func clauses(for table: QualifiedName) -> [TableRules] {
    let named = policy.tables.filter { $0.patterns.contains { matches(table.description, $0) } }.map(\.rules)
    return table == resolved.tenants.table ? [policy.tenants.rules] + named : named
  }

  /// Where a column is hidden or masked.
  func gateLocation(_ column: String, of table: ResolvedTable) -> SourceLocation {
    let clauses = clauses(for: table.name)
    let hide = clauses.flatMap(\.hides).first { $0.columns.contains { matches(column, $0) } }
    let mask = clauses.flatMap(\.masks).first { matches(column, $0.column) }
    return hide?.location ?? mask?.location ?? table.location
  }

  func reach(of role: String) -> Reach { resolved.role(role)?.reach ?? .ownTenant }
  /// The roles whose rules somebody with that role has.
  func closure(of role: String) -> [String] { resolved.role(role)?.closure ?? [role] }
  /// The roles that have that role's rules.
  func holders(of role: String) -> [String] { resolved.role(role)?.holders ?? [role] }

  /// Whether whoever holds the role may run the command on some rows, by rules of the role's own or inherited ones.
  func mayRun(_ command: Command, on table: ResolvedTable, as role: String) -> Bool {
    let closure = closure(of: role)
    return table.rules.contains { $0.command == command && closure.contains($0.role) }
  }
}

extension ResolvedTable {
  /// Hidden and masked columns.
  var gates: [ColumnGate] { hidden + masked }

  func rules(for command: Command) -> [ResolvedRule] { rules.filter { $0.command == command } }
}

extension ResolvedRule {
  /// The columns that somebody may use by this rule.
  var allColumns: [String] { columns + gated.map(\.column) }
}

/// A list for people: `a, b`.
func names(_ names: some Sequence<String>) -> String { names.joined(separator: ", ") }
