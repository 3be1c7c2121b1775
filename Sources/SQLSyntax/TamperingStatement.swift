package import SchemaModel

/// A statement that weakens what a plan installed: what no migration of ours says, and whoever has the rights could. The
/// self-test of the verifier is made of these.
package enum TamperingStatement: Hashable, Sendable {
  /// A statement as migrations have them too, about other values.
  case statement(Statement)
  /// Another query for a view that stands; columns and privileges stay.
  case replaceView(QualifiedName, Query)
  /// An option of a view.
  case view(QualifiedName, ViewOption, Bool)
  /// Another query for a function of `Statement.createFunction`.
  case replaceFunction(QualifiedName, returns: SQLType, Query)
  /// A routine that asks for less.
  case replaceRoutine(WeakenedRoutine)
  /// Whose rights a routine has, and on which path it looks.
  case routine(QualifiedName, [SQLType], RoutineOption)
  /// A function without arguments that hands out a table with its owner's rights.
  case definerFunction(QualifiedName, showing: QualifiedName)
  /// A trigger function without arguments that does nothing, with its owner's rights.
  case definerTriggerFunction(QualifiedName)
  /// ENABLE or DISABLE without a word about FORCE.
  case rowSecurity(QualifiedName, enabled: Bool)
  /// A trigger stays, and does not fire.
  case disableTrigger(String, on: QualifiedName)
  /// The triggers behind the keys of a table do not fire.
  case disableKeys(QualifiedName)
  /// A key that is not held against the rows that stand.
  case uncheckedKey(QualifiedName, ForeignKey)
  /// A key that is held at the end of a transaction.
  case deferredKey(QualifiedName, String)
  /// NULL in a column.
  case nullable(QualifiedName, column: String)
  /// An attribute of a role.
  case attribute(String, RoleAttribute, Bool)
  /// A role with the right to give it to others, or without.
  case adminOption(on: String, of: String, Bool)
  /// A setting that sessions of the role begin with; nil takes it away.
  case roleSetting(String, String, String?)
  /// A setting that sessions of the database begin with.
  case databaseSetting(String, String)
  /// The right to change a parameter that only superusers change.
  case parameter(String, of: String, Bool)
  /// The owner of the database.
  case databaseOwner(String)
  /// What others get on objects that the role makes later.
  case defaultGrant(by: String, Privilege, on: LaterObjects, to: Grantee)
  /// A rule that does nothing beside what is asked.
  case addRule(String, on: QualifiedName)
  /// A publication that carries a table's rows away.
  case addPublication(String, of: QualifiedName)
  /// A table whose rows are the parent's as well.
  case addChild(QualifiedName, of: QualifiedName)

  /// Options of views.
  package enum ViewOption: String, Hashable, Sendable {
    case barrier = "security_barrier"
    case invoker = "security_invoker"
  }
  /// Options of routines.
  package enum RoutineOption: String, Hashable, Sendable {
    case definer = "SECURITY DEFINER"
    case invoker = "SECURITY INVOKER"
    case openPath = "RESET search_path"
    case leakproof = "LEAKPROOF"
  }
  /// Attributes of roles.
  package enum RoleAttribute: String, Hashable, Sendable, CaseIterable {
    case superuser = "SUPERUSER"
    case bypassRowSecurity = "BYPASSRLS"
    case createRole = "CREATEROLE"
    case createDatabase = "CREATEDB"
    case replication = "REPLICATION"
    case login = "LOGIN"
    case inherit = "INHERIT"
  }
  /// Kinds of objects that default privileges are about.
  package enum LaterObjects: String, Hashable, Sendable {
    case tables = "TABLES"
    case sequences = "SEQUENCES"
    case routines = "ROUTINES"
    case schemas = "SCHEMAS"
  }
}
