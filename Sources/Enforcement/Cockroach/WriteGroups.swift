import PolicyModel
import SQLSyntax
import SchemaModel

/// Rules of one command that differ in the role alone, and so share a routine.
struct WriteGroup {
  /// The first of the rules.
  var rule: ResolvedRule
  /// The roles whose rules they are.
  var roles: [String]
  /// All that hold one of them.
  var holders: [String]
  /// What stands behind the names of its routines: nothing for the first group of a command.
  var suffix: [String]
}

extension Compiler {
  /// Whether a routine carries out the rule, or what it says of some columns: a shared login has one set of privileges.
  func byRoutine(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    can.columnPrivileges ? !apart(rule, table).isEmpty : onlyByRoutine(rule, table)
  }

  /// Whether the rule is reached by a routine alone: an UPDATE or DELETE has to find its rows, which needs SELECT on the
  /// whole table, and an UPDATE may set any column of it, the tenant too where a policy does not hold it: under a role that
  /// reaches all, and in rows of a person across tenants.
  func onlyByRoutine(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    guard !can.columnPrivileges else { return false }
    return switch rule.command {
    case .update: isVeiled(table) || rule.listsColumns || couldMove(rule, table)
    case .delete: isVeiled(table)
    case .select, .insert: false
    }
  }

  /// Whether an UPDATE of any column could take a row to another tenant: no policy compares the tenant with what it was.
  private func couldMove(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    table.acrossTenants ? table.tenantColumn != nil : reachesAll(rule.role)
  }

  /// Whether the table is written by routines.
  func hasRoutines(_ table: ResolvedTable) -> Bool { table.rules.contains { byRoutine($0, table) } }
  /// Whether any table is.
  var hasRoutines: Bool { policy.tables.contains(where: hasRoutines) }

  /// The rules that routines carry out.
  func writeGroups(_ command: Command, _ table: ResolvedTable) -> [WriteGroup] {
    var groups: [WriteGroup] = []
    for rule in table.rules where rule.command == command && byRoutine(rule, table) {
      if let index = groups.firstIndex(where: { isTwin(rule, $0.rule, table) }) {
        groups[index].roles.append(rule.role)
        groups[index].holders = Set(groups[index].holders + holders(rule.role)).sorted()
      } else {
        var written = rule
        if can.columnPrivileges { written.columns = apart(rule, table).filter(rule.columns.contains) }
        groups.append(
          WriteGroup(
            rule: written, roles: [rule.role], holders: holders(rule.role),
            suffix: groups.isEmpty ? [] : ["\(groups.count + 1)"]))
      }
    }
    return groups
  }

  private func isTwin(_ left: ResolvedRule, _ right: ResolvedRule, _ table: ResolvedTable) -> Bool {
    left.condition == right.condition && left.resulting == right.resulting
      && (can.columnPrivileges ? apart(left, table) == right.columns : left.columns == right.columns)
      && left.gated == right.gated && reachesAll(left.role) == reachesAll(right.role)
      && level(left.role) == level(right.role)
      && seen(by: left.role, .view, table) == seen(by: right.role, .view, table)
  }

  /// The columns that say which row is meant; the tenant among them is the caller's own, unless rows are a person's across
  /// tenants.
  func address(of table: ResolvedTable, for group: WriteGroup) -> [String] {
    (table.table.primaryKey?.columns ?? []).filter {
      reachesAll(group.rule.role) || table.acrossTenants || $0 != table.tenantColumn
    }
  }

  /// The type of a routine's argument for the column; nil where CockroachDB has none that is known here.
  func argumentType(_ column: String, of table: ResolvedTable) -> SQLType? {
    guard let text = table.table.column(column)?.type else { return nil }
    if snapshot.enumLabels(of: text) != nil { return QualifiedName(parsing: text).map(SQLType.named) }
    return SQLType(argument: text)
  }

  /// What comes before the names of a table's arguments, so that none of them is a column's name: in a body the column would
  /// be meant.
  func argumentPrefix(_ table: ResolvedTable) -> String {
    let columns = namesInBody(table)
    var prefix = "p_"
    while columns.contains(where: { columns.contains(prefix + $0) }) { prefix = "p" + prefix }
    return prefix
  }

  /// The argument that says what a column becomes. A column of the key has another one, which says what it is.
  func valueArgument(_ column: String, of table: ResolvedTable, for group: WriteGroup) -> String {
    let prefix = argumentPrefix(table)
    guard address(of: table, for: group).contains(column) else { return prefix + column }
    let columns = namesInBody(table)
    var changed = "new_" + column
    while columns.contains(changed) || columns.contains(prefix + changed) { changed = "new_" + changed }
    return prefix + changed
  }

  /// The names that mean a column in the body of a routine.
  private func namesInBody(_ table: ResolvedTable) -> Set<String> {
    Set(table.table.columns.map(\.name) + addedColumn(table) + ["principal_id", "tenant_id", "roles", "reaches_all"])
  }
}
