import SQLSyntax
package import SchemaModel

/// A table of a random schema: the values that its SQL is written from.
package struct DraftTable: Hashable, Sendable {
  /// What a row finds its tenant by.
  enum Owner: Hashable, Sendable {
    /// The column `tenant_id`.
    case column
    /// The foreign key of that column.
    case through(String)
    /// None: it is its person's.
    case person
    /// Every tenant.
    case shared
    /// None, and no rule is for it.
    case `internal`
    /// It is the table of tenants.
    case itself
  }

  /// The name.
  package var name: QualifiedName
  var owner: Owner
  /// The columns; those of the key come first.
  var columns: [ColumnDefinition]
  /// The primary key.
  var key: [String]
  var references: [ForeignKey] = []
  /// CHECK and UNIQUE.
  var constraints: [Constraint] = []
  /// Whether its rows say who is what in which tenant.
  var isMembers = false
  /// The column with the person that a row belongs to.
  var person: String?
  /// Whether the person stands instead of the tenant.
  var acrossTenants = false

  var hasTenantColumn: Bool { columns.contains { $0.name == Draft.tenantColumn } }

  /// Columns that say nothing of which row it is, whose, or what it refers to.
  var plain: [ColumnDefinition] {
    let taken = Set(key + references.flatMap(\.columns) + [Draft.tenantColumn] + [person].compactMap(\.self))
    return columns.filter { !taken.contains($0.name) }
  }

  /// The columns that a rule may list: those, and references beside the one that says whose a row is.
  var listable: [String] {
    columns.map(\.name).filter { name in plain.contains { $0.name == name } || name == "link_id" }
  }

  /// What makes it.
  var statement: Statement {
    .createTable(name, columns, [.primaryKey(key)] + references.map(Constraint.foreignKey) + constraints)
  }
}

/// A random schema: tables, parents first.
package struct Draft: Hashable, Sendable {
  static let schema = "app"
  static let tenantColumn = "tenant_id"

  /// Type of the tenants' key.
  var tenantKey: SQLType
  /// Type of what persons are known by.
  var personKey: SQLType
  /// The tables; without that of tenants where those live elsewhere.
  package var tables: [DraftTable]

  /// The SQL of the application's migration.
  package var sql: String {
    ([.createSchema(Self.schema, owner: "postgres")] + tables.map(\.statement)).map { $0.sql + ";\n" }.joined()
  }
}
