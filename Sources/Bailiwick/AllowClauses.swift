import Diagnostics
public import PolicyModel

/// Lets roles run a command: on which rows, with which result, in which columns.
///
/// Each rule is one sentence: rows of one and columns of another do not add up (AZ207). Rules of one command for the same rows
/// are one with all their columns to whoever holds both roles. A column that `Hide` or `Mask` withholds opens for a role that is
/// excepted and has the rule itself, or inherits it; one that both withhold opens in full for a role that is excepted from both.
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

/// Lets roles run a command on the columns listed: `columns: "name", "plan"`.
public func Allow(
  _ commands: Command..., to roles: String..., where condition: Predicate? = nil, resulting: Predicate? = nil,
  columns first: String, _ others: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  let at = place(file, line, column)
  if commands.isEmpty { refuse("Allow names no command: Allow(.select, to: …)", at: at) }
  if roles.isEmpty { refuse("Allow names no role: Allow(…, to: \"role\")", at: at) }
  let rule = AllowRule(
    commands, to: roles, where: condition, resulting: resulting, columns: [first] + others, location: at)
  return TableClause { $0.allows.append(rule) }
}

/// The usual rules at once: reading is select, writing is insert and update.
///
///     Access(read: "viewer", "auditor", write: "clerk", delete: "manager")
public func Access(
  read: String..., write: String..., delete: String..., file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> TableClause {
  access(read, write, delete, place(file, line, column))
}

/// The usual rules at once, for lists of roles.
public func Access(
  read: [String] = [], write: [String] = [], delete: [String] = [], file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> TableClause {
  access(read, write, delete, place(file, line, column))
}

private func access(
  _ read: [String], _ write: [String], _ delete: [String], _ location: SourceLocation
) -> TableClause {
  let groups: [([Command], [String])] = [([.select], read), ([.insert, .update], write), ([.delete], delete)]
  let rules = groups.filter { !$0.1.isEmpty }.map { AllowRule($0.0, to: $0.1, location: location) }
  return TableClause { $0.allows += rules }
}
