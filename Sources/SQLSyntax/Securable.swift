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
  /// A routine with the types of its arguments.
  case routine(QualifiedName, [SQLType] = [])
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
    case .relation(let name), .sequence(let name), .routine(let name, _): name.schema
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
  case routine(QualifiedName, [SQLType] = [])
}

extension Securable: CustomStringConvertible {
  /// The object for people.
  package var description: String {
    switch self {
    case .database: "the database"
    case .schema(let name): "schema \(name)"
    case .relation(let name): "\(name)"
    case .sequence(let name): "sequence \(name)"
    case .routine(let name, _): "function \(name)()"
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
    case .routine(let name, _): "function \(name)()"
    }
  }
}
