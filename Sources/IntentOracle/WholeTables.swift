package import PolicyModel
import SchemaModel

/// How a statement reaches a table.
package enum Path: Hashable, Sendable {
  /// It names the table.
  case table
  /// It calls a routine that carries out the rules of these roles.
  case routine(of: [String])
}

/// CockroachDB has no privilege that names columns (its issue 72766; the parser calls it a syntax error). So a privilege is
/// one on a whole table there, and differences follow from the policy alone:
///
/// - A table with hidden or masked columns, or with a select rule that leaves columns out, is read by its view; nobody
///   may SELECT from the table. So is a table that says who is a member: no policy may ask what its own table says (42P13).
/// - A statement that changes rows has to find them, which needs SELECT; and UPDATE is of any column. So what is read by
///   a view is changed by routines, and so is what an update rule lists columns for. A rule of a role that reaches all
///   is carried out by a routine too, and so is one about a person's rows of all tenants: nothing else keeps them in
///   their tenant.
/// - An update rule without a list that is left to the table opens all of its columns, the key and the person among them:
///   nothing holds a key that a privilege does not. Tenant and person cannot be left, since the row after is checked.
/// - INSERT may name every column. Those that the rule does not open keep what they have when nobody sends them, and the
///   check of the row says so.
/// - A routine finds no row where a table refuses one: it judges the row as it would be in the WHERE of its statement.
extension Oracle {
  /// Whether privileges are on whole tables.
  package var wholeTables: Bool { engine == .cockroachdb }

  /// Whether the table is read by its view alone.
  package func isReadByView(_ table: ResolvedTable) -> Bool {
    guard wholeTables else { return false }
    let all = table.table.columns.count
    return !table.hidden.isEmpty || !table.masked.isEmpty || policy.members?.table == table.name
      || table.rules.contains { $0.command == .select && $0.columns.count < all }
  }

  /// Whether the rule is carried out by a routine alone.
  package func isByRoutine(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    guard wholeTables else { return false }
    return switch rule.command {
    case .select, .insert: false
    case .update:
      isReadByView(table) || rule.listsColumns
        || (table.acrossTenants ? table.tenantColumn != nil : policy.role(rule.role)?.reach == .allTenants)
    case .delete: isReadByView(table)
    }
  }

  /// The columns that the actor may hand to a routine of these roles: never the tenant, since rows stay with theirs.
  package func columns(_ actor: Actor, ofRoutine roles: [String], _ table: ResolvedTable) -> Set<String> {
    let path = Path.routine(of: roles)
    let open =
      actor.shared
      ? openToSome(rulesOfAll(table, .update, by: path))
      : rules(actor, table.name, .update, by: path).reduce(into: Set<String>()) { $0.formUnion(columns(of: $1, actor)) }
    return open.subtracting([table.tenantColumn].compactMap(\.self))
  }

  /// Whether the actor may call a routine of these roles that deletes.
  package func mayDelete(_ actor: Actor, byRoutine roles: [String], _ table: ResolvedTable) -> Bool {
    let path = Path.routine(of: roles)
    return actor.shared
      ? !rulesOfAll(table, .delete, by: path).isEmpty : !rules(actor, table.name, .delete, by: path).isEmpty
  }

  /// The rules of the actor's roles that a statement on this path is judged by.
  func rules(_ actor: Actor, _ name: QualifiedName, _ command: Command, by path: Path) -> [ResolvedRule] {
    guard let table = table(name) else { return [] }
    return rules(actor, name, command).filter { isOn(path, $0, table, shared: actor.shared) }
  }

  /// The rules of all roles that a statement on this path is judged by where a login is shared.
  func rulesOfAll(_ table: ResolvedTable, _ command: Command, by path: Path) -> [ResolvedRule] {
    table.rules.filter { $0.command == command && isOn(path, $0, table, shared: true) }
  }

  private func isOn(_ path: Path, _ rule: ResolvedRule, _ table: ResolvedTable, shared: Bool) -> Bool {
    switch path {
    case .table: !isByRoutine(rule, table)
    case .routine(let roles):
      roles.contains(rule.role)
        && (isByRoutine(rule, table) || (shared && !wholeTables && isPartlyByRoutine(rule, table)))
    }
  }

  /// Whether the rule lets the actor write these columns as the row has them.
  func opens(
    _ rule: ResolvedRule, _ columns: [String], _ row: Row, _ actor: Actor, _ table: ResolvedTable
  ) -> Bool {
    // A row is inserted whole; whoever updates may do so column by column.
    let open = rule.command == .insert ? self.columns(along: rule, actor, table) : self.columns(of: rule, actor)
    let closed = Set(columns).subtracting(open)
    if closed.isEmpty { return true }
    guard wholeTables || actor.shared, !isByRoutine(rule, table) else { return false }
    guard rule.command == .insert else { return wholeTables }
    return closed.allSatisfy { column in
      // Whose the row is, reach and floor judge.
      if column == table.personColumn { return true }
      if column == table.tenantColumn { return policy.role(rule.role)?.reach == .ownTenant }
      return hasDefault(row, column, table)
    }
  }

  /// Whether the column holds what it has when nobody sends it. Of a default that is no constant nobody can say so.
  private func hasDefault(_ row: Row, _ name: String, _ table: ResolvedTable) -> Bool {
    guard let column = table.table.column(name) else { return false }
    guard let text = column.defaultExpression else { return row[name] == .null }
    guard let constant = Constant(text) else { return false }
    let value = Value(printed: constant.text, type: column.type)
    return value == .null ? row[name] == .null : Value.equal(value, row[name]) == .true
  }
}

/// A default that is a constant, read from the catalog's spelling: `'draft'::text`, `0`, `(-1)`, `NULL::text`.
private struct Constant {
  /// What the server prints for it; nil is NULL.
  let text: String?

  init?(_ expression: String) {
    // A cast behind the constant says the column's own type again.
    let bare = expression.filter { $0 != "(" && $0 != ")" }
    if let match = expression.wholeMatch(of: /'((?:[^']|'')*)'(?:::.*)?/) {
      text = String(match.1).replacing("''", with: "'")
    } else if bare.uppercased() == "NULL" || bare.hasPrefix("NULL::") {
      text = nil
    } else if Bool(bare) != nil || Double(bare) != nil {
      text = bare
    } else {
      return nil
    }
  }
}
