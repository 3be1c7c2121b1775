import Diagnostics
public import PolicyModel

/// How rows find their tenant; stands in `Table`, `Tables` and `Schema`.
public struct OwnershipStatement: Sendable {
  let clause: OwnershipClause
}

extension TableBuilder {
  /// How this table's rows find their tenant. Two in one table are a mistake that stops the policy.
  public static func buildExpression(_ statement: OwnershipStatement) -> [TableClause] {
    [
      TableClause { rules in
        if !statement.clause.patterns.isEmpty {
          refuse("names of tables belong to a Schema: write Shared() or Internal() here", at: statement.clause.location)
        }
        if rules.ownership != nil { refuse("this table says twice who owns its rows", at: statement.clause.location) }
        rules.ownership = statement.clause
      }
    ]
  }
}

/// Collects the clauses between the braces of `Schema`.
@resultBuilder public enum SchemaBuilder {
  /// One clause.
  public static func buildExpression(_ statement: OwnershipStatement) -> [OwnershipClause] { [statement.clause] }
  /// A clause that belongs elsewhere.
  @available(*, unavailable, message: "a Schema says only who owns rows: write this clause in Table or Tables")
  public static func buildExpression(_ clause: TableClause) -> [OwnershipClause] { [] }
  /// All clauses.
  public static func buildBlock(_ parts: [OwnershipClause]...) -> [OwnershipClause] { parts.flatMap(\.self) }
  /// The clauses of a loop.
  public static func buildArray(_ parts: [[OwnershipClause]]) -> [OwnershipClause] { parts.flatMap(\.self) }
  /// The clauses of an `if`, none where it does not hold.
  public static func buildOptional(_ part: [OwnershipClause]?) -> [OwnershipClause] { part ?? [] }
  /// The clauses of an `if` that has an `else`.
  public static func buildEither(first part: [OwnershipClause]) -> [OwnershipClause] { part }
  /// The clauses of an `else`.
  public static func buildEither(second part: [OwnershipClause]) -> [OwnershipClause] { part }
}

/// Ownership that is found rather than named.
public enum Inference: Sendable {
  /// Along NOT NULL foreign keys of the snapshot.
  case inferred
}

/// By a column that holds the tenant's key.
public func Owned(
  by name: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> OwnershipStatement {
  OwnershipStatement(clause: OwnershipClause(.column(name), location: place(file, line, column)))
}

/// By a foreign key: a row belongs to whoever owns its parent.
public func Owned(
  through columns: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> OwnershipStatement {
  OwnershipStatement(clause: OwnershipClause(.through(columns), location: place(file, line, column)))
}

/// By NOT NULL foreign keys, found in the snapshot.
public func Owned(
  _: Inference, file: String = #fileID, line: Int = #line, column: Int = #column
) -> OwnershipStatement {
  OwnershipStatement(clause: OwnershipClause(.inferred, location: place(file, line, column)))
}

/// To every tenant; in a Schema, the tables named.
public func Shared(
  _ patterns: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> OwnershipStatement {
  OwnershipStatement(clause: OwnershipClause(.shared, patterns: patterns, location: place(file, line, column)))
}

/// To no tenant; in a Schema, the tables named. Without roles nobody reaches them at all; with `to:` the roles named,
/// which have to reach all tenants, read and write every row, and nobody else does. No other rule can exist.
///
///     Internal("schema_migrations")
///     Internal("audit_*", to: "auditor")
public func Internal(
  _ patterns: String..., to roles: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> OwnershipStatement {
  OwnershipStatement(
    clause: OwnershipClause(.internal, patterns: patterns, roles: roles, location: place(file, line, column)))
}
