package import SchemaModel

/// A role in a statement: a typed name, so that a role called `public` is never everybody.
package enum Grantee: Hashable, Sendable, Comparable {
  /// Everybody.
  case everybody
  /// One role.
  case role(String)
}

/// What a privilege is held on.
package enum Securable: Hashable, Sendable {
  /// The database that the statement runs in.
  case database
  /// A schema.
  case schema(String)
  /// A table or view.
  case relation(QualifiedName)
  /// A sequence.
  case sequence(QualifiedName)
  /// A routine without arguments.
  case routine(QualifiedName)
  /// Every table and view that stands in the schema now.
  case allTables(schema: String)
  /// Every sequence that stands in the schema now.
  case allSequences(schema: String)
  /// Every routine that stands in the schema now.
  case allRoutines(schema: String)

  /// The schema that it is or stands in.
  package var schema: String? {
    switch self {
    case .database: nil
    case .schema(let name), .allTables(let name), .allSequences(let name), .allRoutines(let name): name
    case .relation(let name), .sequence(let name), .routine(let name): name.schema
    }
  }
}

/// A privilege, or all of them.
package enum Privilege: String, Hashable, Sendable, Comparable {
  case select = "SELECT"
  case insert = "INSERT"
  case update = "UPDATE"
  case delete = "DELETE"
  case truncate = "TRUNCATE"
  case references = "REFERENCES"
  case trigger = "TRIGGER"
  case maintain = "MAINTAIN"
  case usage = "USAGE"
  case create = "CREATE"
  case connect = "CONNECT"
  case temporary = "TEMPORARY"
  case execute = "EXECUTE"
  case all = "ALL"
  /// By name.
  package static func < (left: Privilege, right: Privilege) -> Bool { left.rawValue < right.rawValue }
}

/// A privilege on a whole object or on columns.
package struct PrivilegeSpec: Hashable, Sendable {
  /// The privilege.
  package var privilege: Privilege
  /// The columns; empty means the whole object.
  package var columns: [String]
  /// Creates one.
  package init(_ privilege: Privilege, _ columns: [String] = []) {
    self.privilege = privilege
    self.columns = columns
  }
}

/// What a change of owner is about.
package enum Ownable: Hashable, Sendable {
  case schema(String)
  case table(QualifiedName)
  case view(QualifiedName)
  case sequence(QualifiedName)
  case routine(QualifiedName)
}

/// A row policy.
package struct RowPolicy: Hashable, Sendable {
  /// Which statements it judges.
  package enum Command: String, Hashable, Sendable {
    case all = "ALL", select = "SELECT", insert = "INSERT", update = "UPDATE", delete = "DELETE"
  }
  /// The name.
  package var name: String
  /// The table.
  package var table: QualifiedName
  /// Whether it restricts rather than grants.
  package var restrictive: Bool
  /// Which statements it judges.
  package var command: Command
  /// Whom it binds.
  package var grantees: [Grantee]
  /// The rows that are seen, or changed.
  package var using: Expression?
  /// The rows that may result.
  package var check: Expression?
  /// Creates a policy.
  package init(
    _ name: String, on table: QualifiedName, restrictive: Bool = false, for command: Command, to grantees: [Grantee],
    using: Expression?, check: Expression?
  ) {
    self.name = name
    self.table = table
    self.restrictive = restrictive
    self.command = command
    self.grantees = grantees
    self.using = using
    self.check = check
  }
}

/// A column of a table that we make.
package struct ColumnDefinition: Hashable, Sendable {
  package var name: String
  package var type: SQLType
  package var notNull: Bool
  package var primaryKey: Bool
  package var defaultValue: Expression?
  /// Creates a column.
  package init(
    _ name: String, _ type: SQLType, notNull: Bool = false, primaryKey: Bool = false,
    default defaultValue: Expression? = nil
  ) {
    self.name = name
    self.type = type
    self.notNull = notNull
    self.primaryKey = primaryKey
    self.defaultValue = defaultValue
  }
}

/// A constraint of a table.
package enum Constraint: Hashable, Sendable {
  case unique(name: String?, [String])
  /// A foreign key.
  case foreignKey(ForeignKey)
  case check(name: String, Expression)
}

/// A change to a table that stands.
package enum TableChange: Hashable, Sendable {
  case addColumn(String, SQLType)
  case dropColumn(String)
  case setNotNull(String)
  case setDefault(String, Expression)
  case dropDefault(String)
  case add(Constraint)
  case dropConstraint(String)
  /// ENABLE and FORCE in one statement, so that the owner is never left out.
  case enableRowSecurity
  case disableRowSecurity
  /// FORCE alone, around statements that have to see every row.
  case force
  case noForce
}

/// A column of a child and the one of its parent that it names.
package struct KeyPair: Hashable, Sendable {
  package var child: String
  package var parent: String
  /// Creates a pair.
  package init(_ child: String, _ parent: String) {
    self.child = child
    self.parent = parent
  }
}

/// A statement of a migration; whatever we emit is one of these.
package enum Statement: Hashable, Sendable {
  /// What a query that must not be filtered runs under, and a path on which no caller can put anything.
  case guardTransaction
  /// Makes the roles that are missing: roles belong to the cluster.
  case createRoles([String])
  /// The attributes of a role that nobody logs in as.
  case alterRole(String, inherits: Bool)
  /// Drops the role unless another database uses it.
  case dropRole(String)
  case grantRole(String, to: String)
  case revokeRole(String, from: String)
  case createSchema(String, owner: String)
  case dropSchema(String)
  case createTable(QualifiedName, [ColumnDefinition], [Constraint])
  case dropTable(QualifiedName)
  case createIndex(String, on: QualifiedName, [String])
  case dropIndex(QualifiedName)
  case createView(QualifiedName, Query)
  case dropView(QualifiedName)
  /// A routine without arguments that runs one query with the caller's rights.
  case createFunction(QualifiedName, returns: SQLType, Query)
  case dropFunction(QualifiedName)
  case setOwner(Ownable, to: String?)
  case alterTable(QualifiedName, TableChange)
  /// Fills a column of the child from its parent.
  case backfill(QualifiedName, column: String, from: QualifiedName, parentColumn: String, on: [KeyPair])
  case insert(QualifiedName, [String], Query)
  /// Stops the migration when a query finds a row.
  case refuse(ifAny: [Query], message: String)
  case createPolicy(RowPolicy)
  case alterPolicy(RowPolicy)
  case dropPolicy(String, on: QualifiedName)
  case grant([PrivilegeSpec], on: [Securable], to: [Grantee], grantable: Bool = false)
  case revoke([PrivilegeSpec], on: [Securable], from: [Grantee])
  /// What PUBLIC gets on objects that the role (nil: the runner) makes later.
  case defaultPrivileges(of: String?, DefaultKind, granted: Bool)

  /// Kinds of object that the server opens to PUBLIC by itself.
  package enum DefaultKind: String, Hashable, Sendable {
    case routines = "EXECUTE ON ROUTINES", types = "USAGE ON TYPES"
  }
}

extension Securable: CustomStringConvertible {
  /// The object for people.
  package var description: String {
    switch self {
    case .database: "the database"
    case .schema(let name): "schema \(name)"
    case .relation(let name): "\(name)"
    case .sequence(let name): "sequence \(name)"
    case .routine(let name): "function \(name)()"
    case .allTables(let name): "all tables of \(name)"
    case .allSequences(let name): "all sequences of \(name)"
    case .allRoutines(let name): "all routines of \(name)"
    }
  }
}

extension Ownable: CustomStringConvertible {
  /// The object for people.
  package var description: String {
    switch self {
    case .schema(let name): "schema \(name)"
    case .table(let name), .view(let name): "\(name)"
    case .sequence(let name): "sequence \(name)"
    case .routine(let name): "function \(name)()"
    }
  }
}
