package import SchemaModel

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
  /// The primary key, of several columns too.
  case primaryKey([String])
  case unique(name: String?, [String])
  /// Unique where NULL counts as a value like any other (PostgreSQL 15, CREATE TABLE).
  case uniqueWithNulls([String])
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
  /// An index, of the rows that the condition holds for.
  case createIndex(String, on: QualifiedName, [String], unique: Bool = false, where: Expression? = nil)
  case dropIndex(QualifiedName, unique: Bool = false)
  case createView(QualifiedName, Query)
  case dropView(QualifiedName)
  /// A routine without arguments that runs one query with the caller's rights.
  case createFunction(QualifiedName, returns: SQLType, Query)
  case dropFunction(QualifiedName)
  /// A routine that runs with its owner's rights.
  case createRoutine(Routine)
  /// A routine of the bind contract.
  case createSessionRoutine(SessionRoutine)
  /// A routine by which roles are given and taken.
  case createPromotionRoutine(PromotionRoutine)
  /// A routine by which memberships follow the application's own table.
  case createMemberRoutine(MemberRoutine)
  /// Makes all memberships what that table says today.
  case followMembers(MemberSource)
  case dropRoutine(QualifiedName, [SQLType])
  case createTrigger(TableTrigger)
  case dropTrigger(String, on: QualifiedName)
  case setOwner(Ownable, to: String?)
  case alterTable(QualifiedName, TableChange)
  /// Fills a column of the child from its parent.
  case backfill(QualifiedName, column: String, from: QualifiedName, parentColumn: String, on: [KeyPair])
  case insert(QualifiedName, [String], Query)
  /// Stops the migration when a query finds a row.
  case refuse(ifAny: [Query], message: String)
  /// A query for its effect: one that divides by zero stops a migration where there are no blocks.
  case query(Query)
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
