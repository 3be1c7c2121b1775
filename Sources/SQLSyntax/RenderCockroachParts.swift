import SchemaModel

extension QualifiedName {
  /// A routine with the types that tell it from others of its name.
  func cockroachSignature(_ types: [SQLType]) -> String {
    "\(sql)(\(types.map { $0.sql(for: .cockroachdb) }.joined(separator: ", ")))"
  }
}

extension Ownable {
  var cockroachSQL: String {
    if case .routine(let name, let types) = self { return "FUNCTION \(name.cockroachSignature(types))" }
    return sql
  }
}

extension Securable {
  /// Several objects of one kind.
  static func cockroachSQL(_ objects: [Securable]) -> String {
    switch objects.first {
    case .database?: "DATABASE \(Quoting.databaseVariable)"
    case .relation?: "TABLE \(sql(objects))"
    // "ROUTINE" and "ROUTINES" are syntax errors (parser).
    case .allRoutines?: sql(objects).replacing("ALL ROUTINES", with: "ALL FUNCTIONS", maxReplacements: 1)
    case .routine?:
      "FUNCTION "
        + objects.map { object in
          if case .routine(let name, let types) = object { name.cockroachSignature(types) } else { sql([object]) }
        }.joined(separator: ", ")
    case .schema?, .sequence?, .allTables?, .allSequences?, nil: sql(objects)
    }
  }
}

extension ColumnDefinition {
  var cockroachSQL: String {
    "\(id(name)) \(type.sql(for: .cockroachdb))" + (primaryKey ? " PRIMARY KEY" : notNull ? " NOT NULL" : "")
      + (defaultValue.map { " DEFAULT \($0.sql)" } ?? "")
  }
}

extension Constraint {
  /// Inside CREATE TABLE, where the parser was asked about keys without a name of their own.
  var cockroachInTable: String {
    if case .foreignKey(let key) = self { return key.cockroachSQL }
    return sql
  }
}

extension ForeignKey {
  /// RESTRICT is left out: without deferred constraints it is NO ACTION (docs, foreign-key). Column lists and deferred keys
  /// are syntax errors; who compiles a plan refuses them.
  var cockroachSQL: String {
    "FOREIGN KEY (\(ids(columns))) REFERENCES \(parent.sql) (\(ids(parentColumns)))"
      + Self.clause("ON UPDATE", onUpdate) + Self.clause("ON DELETE", onDelete)
  }

  private static func clause(_ event: String, _ action: KeyAction) -> String {
    switch action {
    case .noAction, .restrict: ""
    case .setNull, .setDefault, .cascade: " \(event) \(action.rawValue.uppercased())"
    }
  }
}

extension TableChange {
  var cockroachSQL: String {
    switch self {
    case .addColumn(let name, let type): "ADD COLUMN IF NOT EXISTS \(id(name)) \(type.sql(for: .cockroachdb))"
    case .dropColumn(let name): "DROP COLUMN IF EXISTS \(id(name))"
    // IF NOT EXISTS is accepted for keys, but not by PostgreSQL, so that the form could not be executed.
    case .add(.foreignKey(let key)): "ADD CONSTRAINT \(id(key.name)) \(key.cockroachSQL)"
    case .dropConstraint(let name): "DROP CONSTRAINT IF EXISTS \(id(name))"
    case .disableRowSecurity: "NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
    case .setNotNull, .setDefault, .dropDefault, .add, .enableRowSecurity, .force, .noForce: sql
    }
  }
}

extension Query {
  /// One row, or a division by zero (22012) where this query finds a row: a stop in an engine without blocks. The column's
  /// name says why.
  package func stopping(as reason: String) -> Query {
    let none = Expression.binary(.call(.count, []), .equal, .literal(.integer(0)))
    let divisor = Expression.when(none, then: .literal(.integer(1)), otherwise: .literal(.integer(0)))
    return Query(
      [.init(.binary(.literal(.integer(1)), .divide, divisor), as: reason)], from: from, where: condition)
  }
}
