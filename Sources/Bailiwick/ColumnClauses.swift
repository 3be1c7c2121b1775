import Diagnostics
public import PolicyModel

/// Columns that nobody reads or writes, but where a rule lists them for writing.
public func Hide(
  _ columns: String..., file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  hide(columns, [], place(file, line, column))
}

/// Columns that only the roles named read or write.
public func Hide(
  _ columns: String..., except first: String, _ others: String..., file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> TableClause {
  hide(columns, [first] + others, place(file, line, column))
}

/// Columns that only the roles of a list read or write.
public func Hide(
  _ columns: String..., except roles: [String], file: String = #fileID, line: Int = #line, column: Int = #column
) -> TableClause {
  hide(columns, roles, place(file, line, column))
}

private func hide(_ columns: [String], _ roles: [String], _ location: SourceLocation) -> TableClause {
  if columns.isEmpty { refuse("Hide names no column: Hide(\"margin\", except: \"manager\")", at: location) }
  let rule = HideRule(columns, except: roles, location: location)
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
