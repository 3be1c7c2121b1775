import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Policies call these functions as whoever queries, so everybody who reaches a table needs EXECUTE.
  mutating func grantIdentityFunctions() {
    let definers =
      (policy.tables.contains(where: needsView) ? [names.reader] : []) + (hasRoutines ? [names.writer] : [])
    grant(.usage, on: .schema("bailiwick"), to: roots + definers, "Who is there, for policies that run as the caller")
    if binds.session != nil {
      grant(.usage, on: .schema("bailiwick"), to: [names.authenticator], "Names of the routines for sessions")
    }
    for object in plan.objects where object.layer == .identity {
      guard case .createRoutine(let routine)? = object.create.first?.statement, routine.parameters.isEmpty else {
        continue
      }
      grant(
        .execute, on: .routine(routine.name), to: roots + definers, "Policies call it as the querying user")
    }
    grant(.select, on: .relation(Names.identity), to: definers, "Who is there, for views and routines")
    grantDirectories(to: roots + definers)
    grantLevelPaths(to: roots + definers)
  }

  /// Privileges on whole tables: there are none on columns. Where those count, reading is by the view and writing by
  /// routines, and a policy keeps hidden columns of new rows at their defaults.
  mutating func grantWhole(_ rule: ResolvedRule, on table: ResolvedTable) {
    let relation = Securable.relation(table.name)
    let role = grantees([rule.role])
    let purpose = describe(rule, table)
    switch rule.command {
    case .select:
      if !isVeiled(table) { grant(.select, on: relation, to: role, purpose, rule.location) }
    case .insert:
      grant(.insert, on: relation, to: role, purpose, rule.location)
      grantSequences(of: table, to: role, rule)
    case .update, .delete:
      guard !onlyByRoutine(rule, table) else { return }
      grant(rule.command == .update ? .update : .delete, on: relation, to: role, purpose, rule.location)
    }
  }
}
