import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What the roles hold, once everything is guarded.
  mutating func addGrants() {
    if can.subqueryInPolicy { grantIdentity() } else { grantIdentityFunctions() }
    for schema in schemas {
      grant(.usage, on: .schema(schema), to: roots, "Names of the managed schema")
    }
    for table in policy.tables {
      for rule in table.rules {
        if !can.columnPrivileges {
          grantWhole(rule, on: table)
        } else if binds.login {
          grant(rule, on: table)
        }
      }
      if can.columnPrivileges && binds.pooled { grantPool(on: table) }
      if needsView(table) { grantView(of: table) }
    }
    let callers = roots + (binds.session != nil ? [names.authenticator] : [])
    grant(.connect, on: .database, to: callers, "The door of the database")
    // A privilege on the whole object makes the same one on a column void.
    for fact in plan.grants.keys where fact.column != nil {
      var whole = fact
      whole.column = nil
      if plan.grants[whole] != nil { plan.grants[fact] = nil }
    }
  }

  private mutating func grantIdentity() {
    let readers =
      roots + (policy.tables.contains(where: needsView) ? [names.reader] : []) + (hasRoutines ? [names.writer] : [])
    let views =
      [Names.identity] + (farRoles.isEmpty ? [] : [Names.reach]) + (levelRoles.isEmpty ? [] : [Names.holdings])
    grant(.usage, on: .schema("bailiwick"), to: readers, "Who is there, for policies that run as the caller")
    if binds.session != nil {
      grant(.usage, on: .schema("bailiwick"), to: [names.authenticator], "Names of the routines for sessions")
    }
    for view in views {
      grant(.select, on: .relation(view), to: readers, "Who is there: each sees itself alone")
    }
    grantDirectories(to: readers)
    grantLevelPaths(to: readers)
    for table in policy.tables {
      // A default is everybody's who inserts. Whoever has no tenant to give gets NULL from it, and the row is refused.
      let inserts = table.rules.filter { $0.command == .insert }
      let roles = grantees(inserts.map(\.role))
      if table.tenantColumn != nil && table.classification != .tenants
        && inserts.contains(where: { givesTenant($0, table) })
      {
        grant(.execute, on: .routine(Names.currentTenant), to: roles, "The default of tenant columns, by name")
      }
      if table.personColumn != nil && inserts.contains(where: { givesPerson($0, table) }) {
        grant(.execute, on: .routine(Names.currentPrincipal), to: roles, "The default of person columns, by name")
      }
    }
  }

  private mutating func grant(_ rule: ResolvedRule, on table: ResolvedTable) {
    let relation = Securable.relation(table.name)
    let role = [names.role(rule.role)]
    let purpose = describe(rule, table)
    let privilege: Privilege =
      switch rule.command {
      case .select: .select
      case .insert: .insert
      case .update: .update
      case .delete: .delete
      }
    let columns = columns(of: rule, table)
    switch rule.command {
    case .delete: grant(.delete, on: relation, to: role, purpose, rule.location)
    case .select where !rule.listsColumns && rule.gated.isEmpty && veiled(from: rule, table).isEmpty:
      grant(.select, on: relation, to: role, purpose, rule.location)
    case .select, .insert, .update: grant(privilege, columns, on: relation, to: role, purpose, rule.location)
    }
    // Whoever sees a hidden column and holds the rule, alone or by inheritance, may use the column too.
    for gate in rule.gated + veiled(from: rule, table) {
      // To be excepted from Hide is not to be excepted from a mask of the same column.
      let masks = rule.command == .select ? table.masked.filter { $0.column == gate.column } : []
      let seers = gate.seers.filter { seer in
        holders(rule.role).contains(seer) && masks.allSatisfy { $0.seers.contains(seer) }
      }.map(names.role)
      grant(
        privilege, [gate.column], on: relation, to: seers, "\(purpose): \(gate.column), for those who see it",
        rule.location)
    }
    if rule.command == .insert { grantSequences(of: table, to: role, rule) }
  }

  /// The columns of the rule, and the tenant's own where reading is meant; a row never moves to another tenant.
  private func columns(of rule: ResolvedRule, _ table: ResolvedTable) -> [String] {
    switch rule.command {
    case .select:
      rule.columns.filter { column in !veiled(from: rule, table).contains { $0.column == column } } + addedColumn(table)
    case .update: rule.columns.filter { $0 != table.tenantColumn }
    case .insert, .delete: rule.columns
    }
  }

  /// Masked columns that the rule's role sees through the view alone.
  func veiled(from rule: ResolvedRule, _ table: ResolvedTable) -> [ColumnGate] {
    guard rule.command == .select else { return [] }
    return table.masked.filter { rule.columns.contains($0.column) && !$0.seers.contains(rule.role) }
  }

  mutating func grantSequences(of table: ResolvedTable, to role: [String], _ rule: ResolvedRule) {
    grantSequences(behind: rule.columns, of: table.table, to: role, rule.location)
  }

  /// A default that counts needs its sequence.
  mutating func grantSequences(
    behind columns: [String], of table: Table, to role: [String], _ location: SourceLocation
  ) {
    for column in table.columns where columns.contains(column.name) {
      guard let text = column.defaultExpression, text.hasPrefix("nextval(") else { continue }
      for sequence in snapshot.objects where sequence.kind == "sequence" {
        guard let name = QualifiedName(parsing: sequence.name), text.hasPrefix("nextval('\(name.sql)'::regclass") else {
          continue
        }
        grant(.usage, on: .sequence(name), to: role, "The sequence behind \(table.name).\(column.name)", location)
      }
    }
  }

  private mutating func grantView(of table: ResolvedTable) {
    let view = Names.view(of: table.name)
    let readers = Set(grantees(table.rules.filter { $0.command == .select }.map(\.role))).sorted()
    grant(.usage, on: .schema(view.schema), to: roots, "Names of the generated views")
    grant(.select, on: .relation(view), to: readers, "\(table.name) as each may see it", table.location)
    grant(.usage, on: .schema(table.name.schema), to: [names.reader], "The views' owner looks inside the schema")
    grant(
      .select, on: .relation(table.name), to: [names.reader], "The view's owner reads the table under its own policy",
      table.location)
  }
}
