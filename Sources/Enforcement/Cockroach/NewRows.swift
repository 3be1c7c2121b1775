import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// INSERT is granted on whole tables, so a restrictive policy keeps a hidden column of a new row at its default for all
  /// who may not set it.
  mutating func addHiding(_ table: ResolvedTable) {
    for gate in table.hidden + table.masked {
      guard insertRules(table).contains(where: { $0.gated.contains { $0.column == gate.column } }),
        let kept = atDefault(gate.column, of: table)
      else { continue }
      let writers = Set(insertRules(table).flatMap { setters(of: gate.column, by: $0) }).sorted()
      addPolicy(
        RowPolicy(
          Names.fit(["hide", gate.column]), on: table.name, restrictive: true, for: .insert, to: [.everybody],
          using: nil, check: writers.isEmpty ? kept : .any([kept, site.holds(writers)])), .floors,
        "A new row keeps \(gate.column) at its default, but for those who see it", gate.location)
    }
  }

  /// What a new row under the rule leaves alone: columns that the rule does not list, and hidden ones where another rule
  /// lets its own role set them.
  func untouched(by rule: ResolvedRule, _ table: ResolvedTable) -> [Expression] {
    guard columnsByPolicy else { return [] }
    // Whose a child is, no rule lists. A role that acts for no tenant has none to leave there: nobody sends NULL, and the
    // column is never that.
    let added = reachesAll(rule.role) ? addedColumn(table).map { Expression.isNull(.column($0)) } : []
    return added
      + unlisted(by: rule, table).compactMap { column in
        guard let kept = atDefault(column, of: table) else { return nil }
        let setters = Set((rulesBeside(rule, table) + [rule]).flatMap { self.setters(of: column, by: $0) }).sorted()
        return setters.isEmpty ? kept : .any([kept, site.holds(setters)])
      }
  }

  /// Rules for the same rows, whose columns add up with those of the rule. One that has them all needs no help of it.
  private func rulesBeside(_ rule: ResolvedRule, _ table: ResolvedTable) -> [ResolvedRule] {
    let mine = Set(rule.columns + rule.gated.map(\.column))
    return insertRules(table).filter { other in
      reachesAll(other.role) == reachesAll(rule.role) && areForSameRows(rule, other)
        && !mine.isSubset(of: other.columns)
    }
  }

  /// The columns of `untouched`.
  func unlisted(by rule: ResolvedRule, _ table: ResolvedTable) -> [String] {
    let pinned = [table.personColumn, reachesAll(rule.role) ? nil : table.tenantColumn].compactMap { $0 }
    return table.table.columns.filter { column in
      if column.generated || column.identityAlways || pinned.contains(column.name) { return false }
      if rule.columns.contains(column.name) { return false }
      if can.columnPrivileges && !sendable(table).contains(column.name) { return false }
      guard rule.gated.contains(where: { $0.column == column.name }) else { return true }
      return insertRules(table).contains { $0.columns.contains(column.name) }
    }.map(\.name)
  }

  func insertRules(_ table: ResolvedTable) -> [ResolvedRule] { table.rules.filter { $0.command == .insert } }

  /// Roles that may set the column of a new row by this rule, with all that inherit from them.
  private func setters(of column: String, by rule: ResolvedRule) -> [String] {
    if rule.columns.contains(column) { return holders(rule.role) }
    let gate = rule.gated.first { $0.column == column }
    return gate?.seers.filter(holders(rule.role).contains) ?? []
  }

  /// That the column has the value which a row gets when nobody sends one; nil where that is computed anew for each row.
  func atDefault(_ name: String, of table: ResolvedTable) -> Expression? {
    guard let column = table.table.column(name) else { return nil }
    guard let text = column.defaultExpression else { return .isNull(.column(name)) }
    return SQLLiteral(default: text).map {
      $0 == .null ? .isNull(.column(name)) : .binary(.column(name), .equal, .literal($0))
    }
  }
}
