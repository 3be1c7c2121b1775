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
  /// A clause that belongs elsewhere.
  @available(*, unavailable, message: "this clause describes the whole policy: write it outside the table's braces")
  public static func buildExpression(_ clause: PolicyClause) -> [TableClause] { [] }
  /// All clauses.
  public static func buildBlock(_ parts: [TableClause]...) -> [TableClause] { parts.flatMap(\.self) }
  /// The clauses of a loop.
  public static func buildArray(_ parts: [[TableClause]]) -> [TableClause] { parts.flatMap(\.self) }
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

/// Lets roles run a command: on which rows, with which result, in which columns.
public func Allow(
  _ commands: Command..., to roles: String..., where condition: Predicate? = nil, resulting: Predicate? = nil,
  columns: [String]? = nil, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  if commands.isEmpty { refuse("Allow names no command: Allow(.select, to: …)", at: place(file, line, column)) }
  if roles.isEmpty { refuse("Allow names no role: Allow(…, to: \"role\")", at: place(file, line, column)) }
  let rule = AllowRule(
    commands, to: roles, where: condition, resulting: resulting, columns: columns, location: place(file, line, column))
  return TableClause { $0.allows.append(rule) }
}

/// The usual rules at once: reading is select, writing is insert and update.
public func Access(
  read: [String] = [], write: [String] = [], delete: [String] = [], file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> TableClause {
  let groups: [([Command], [String])] = [([.select], read), ([.insert, .update], write), ([.delete], delete)]
  let rules = groups.filter { !$0.1.isEmpty }.map {
    AllowRule($0.0, to: $0.1, location: place(file, line, column))
  }
  return TableClause { $0.allows += rules }
}

/// What every row must satisfy to be touched, by everybody but the roles named.
public func Require(
  _ predicate: Predicate, except roles: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = RequireRule(predicate, except: roles, location: place(file, line, column))
  return TableClause { $0.requires.append(rule) }
}

/// Columns that only the roles named read or write.
public func Hide(
  _ columns: String..., except roles: [String], file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = HideRule(columns, except: roles, location: place(file, line, column))
  return TableClause { $0.hides.append(rule) }
}

/// Columns that only the role named reads or writes.
public func Hide(
  _ columns: String..., except role: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = HideRule(columns, except: [role], location: place(file, line, column))
  return TableClause { $0.hides.append(rule) }
}

/// A column that only the roles named read in full.
public func Mask(
  _ name: String, with mask: PolicyModel.Mask, except roles: String..., file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> TableClause {
  let rule = MaskRule(name, with: mask, except: roles, location: place(file, line, column))
  return TableClause { $0.masks.append(rule) }
}

/// Rows that belong to a person within the tenant, by the column with the principal's id.
public func Personal(
  by name: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let clause = PersonalClause(column: name, location: place(file, line, column))
  return TableClause { rules in
    if rules.personal != nil { refuse("this table says twice whose person its rows belong to", at: clause.location) }
    rules.personal = clause
  }
}

/// A foreign key that may leave the tenant, and why.
public func Crossing(
  _ key: String, because reason: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let rule = CrossingRule(key, reason: reason, location: place(file, line, column))
  return TableClause { $0.crossings.append(rule) }
}
