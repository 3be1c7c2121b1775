import Diagnostics
public import PolicyModel

/// A clause about one table or a group of tables.
public struct TableClause: Sendable {
  let apply: @Sendable (inout TableRules) -> Void
}

/// Collects the clauses between the braces of `Table`, `Tables` and `Tenants`.
@resultBuilder public enum TableBuilder {
  /// One clause.
  public static func buildExpression(_ clause: TableClause) -> [TableClause] { [clause] }
  /// The clauses of a property marked `@TableBuilder`, which several tables may share.
  public static func buildExpression(_ clauses: [TableClause]) -> [TableClause] { clauses }
  /// A clause that belongs elsewhere.
  @available(*, unavailable, message: "this clause describes the whole policy: write it outside the table's braces")
  public static func buildExpression(_ clause: PolicyClause) -> [TableClause] { [] }
  /// All clauses.
  public static func buildBlock(_ parts: [TableClause]...) -> [TableClause] { parts.flatMap(\.self) }
  /// The clauses of a loop.
  public static func buildArray(_ parts: [[TableClause]]) -> [TableClause] { parts.flatMap(\.self) }
  /// The clauses of an `if`, none where it does not hold.
  public static func buildOptional(_ part: [TableClause]?) -> [TableClause] { part ?? [] }
  /// The clauses of an `if` that has an `else`.
  public static func buildEither(first part: [TableClause]) -> [TableClause] { part }
  /// The clauses of an `else`.
  public static func buildEither(second part: [TableClause]) -> [TableClause] { part }
}

extension TableRules {
  init(_ clauses: [TableClause]) {
    self.init()
    for clause in clauses { clause.apply(&self) }
  }
}

/// A place in the policy, from the compiler's own words.
func place(_ file: String, _ line: Int, _ column: Int) -> SourceLocation {
  SourceLocation(file: file, line: line, column: column)
}

/// What every row must satisfy to be touched, by everybody but the roles named.
public func Require(
  _ predicate: Predicate, except roles: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = RequireRule(predicate, except: roles, location: place(file, line, column))
  return TableClause { $0.requires.append(rule) }
}

/// Rows that belong to a person, by the column with the principal's id.
///
/// Within the tenant, unless it says `acrossTenants`: then the person stands instead of the tenant. The rules that a table
/// gives somebody reach their own rows whichever tenant they act for, and nobody else's, whatever the reach of the role.
///
///     Table("app.settings") { Personal(by: "user_id", acrossTenants: true) }          // no tenant at all
///     Table("app.notifications") { Personal(by: "user_id", acrossTenants: true) }     // of every tenant one is in
///
/// - A table that says nothing of a tenant is then its persons' alone. One with a tenant keeps it: a new row is of the
///   tenant that its person acts for, and no update takes a row to another.
/// - Rows stay their person's after the person has left the tenant, or the tenant is suspended. Whoever is nobody, because
///   the person or the tenant acted for is suspended, has none.
/// - Such a table is neither shared nor internal nor that of the tenants (AZ127), and its rules are for roles of the whole
///   tenant (AZ129). References between it and tables of tenants carry the tenant or, where it has none, the person; any
///   other has to be named by ``Crossing(_:because:file:line:column:)`` (AZ128), since it tells which rows others have.
public func Personal(
  by name: String, acrossTenants: Bool = false, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let clause = PersonalClause(column: name, acrossTenants: acrossTenants, location: place(file, line, column))
  return TableClause { rules in
    if rules.personal != nil { refuse("this table says twice whose person its rows belong to", at: clause.location) }
    rules.personal = clause
  }
}

/// A table of persons in which those who are members of a tenant are found by whoever acts for it.
///
///     Table("app.users") {
///       Personal(by: "id", acrossTenants: true)
///       Directory(of: "app.members", person: "user_id", where: column("left_at").isNull)
///       Allow(.select, to: "reader", columns: ["id", "name"])
///       Allow(.update, to: "reader", columns: ["name"])
///     }
///
/// - A select rule reaches one's own row and the rows of all who have a membership in the reach of its role: in the tenant
///   acted for, or in any, for a role that reaches all. A person without a membership is found by nobody else. Nothing but
///   reading is widened: every write keeps to one's own row.
/// - A membership is a row of a table that is a tenant's, by a column or through a parent, and it counts as long as it stands
///   there, meets the condition, and meets what its own table requires of each row; whether a rule shows it makes no
///   difference. The next statement finds what has changed.
/// - The condition is about the membership alone, so it says nothing of `.me` and `.tenant`. The person's column may be left
///   out where `Members` names it for the same table, or where one foreign key leads from there to these persons.
/// - The table is its persons' across tenants, with one row for each (AZ135). Whoever may write memberships decides who is
///   found (AZ355), and whoever reads the directory can learn the ids of all members, also of those whose rows a condition
///   withholds (AZ356).
public func Directory(
  of table: String, person: String? = nil, where condition: Predicate? = nil, file: String = #fileID,
  line: Int = #line, column: Int = #column
) -> TableClause {
  let clause = DirectoryClause(of: table, person: person, where: condition, location: place(file, line, column))
  return TableClause { rules in
    if rules.directory != nil { refuse("this table says twice who is found in it", at: clause.location) }
    rules.directory = clause
  }
}

/// A foreign key that may leave the tenant, and why.
public func Crossing(
  _ key: String, because reason: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = CrossingRule(key, reason: reason, location: place(file, line, column))
  return TableClause { $0.crossings.append(rule) }
}
