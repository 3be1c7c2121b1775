import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What CockroachDB cannot enforce as it is written.
  mutating func refuseWhatCockroachLacks() {
    refuseRoleNames()
    refuseMembersBySetting()
    for table in policy.tables {
      for reference in table.references where reference.kind == .insideTenant { refuseKey(reference.key, table) }
      refuseDefaults(table)
      refuseRoutines(table)
    }
  }

  /// Role names are folded to lower case even in quotes, so that two could become one, and take few characters (docs,
  /// create-role).
  private mutating func refuseRoleNames() {
    for role in policy.roles {
      let name = names.role(role.name)
      if name.wholeMatch(of: /[a-z_][a-z0-9_.]*/) == nil {
        refuse(
          "AZ203", "CockroachDB has no role \"\(name)\": names are lower-case letters, digits, _ and .", role.location,
          fix: "choose another name")
      }
    }
  }

  private mutating func refuseKey(_ key: ForeignKey, _ table: ResolvedTable) {
    if [.setNull, .setDefault].contains(key.onDelete) && !can.keyActionColumns {
      refuse(
        "AZ208",
        "\(key.name) of \(table.name) cannot carry the tenant: ON DELETE \(key.onDelete.rawValue.uppercased()) "
          + "would change the tenant too, and CockroachDB takes no list of columns there", table.location,
        fix: "let the key do nothing or cascade, or say Crossing(\"\(key.name)\", because: …)")
    }
    if key.onUpdate == .setNull || key.onUpdate == .setDefault {
      refuse(
        "AZ208",
        "\(key.name) of \(table.name) cannot carry the tenant: ON UPDATE \(key.onUpdate.rawValue.uppercased()) "
          + "would change the tenant too", table.location, fix: "let the key do nothing or cascade")
    }
    if (key.deferrable || key.deferred) && !can.deferrableKeys {
      refuse(
        "AZ209", "\(key.name) of \(table.name) is deferrable; CockroachDB checks keys at once", table.location,
        fix: "make it NOT DEFERRABLE")
    }
  }

  /// A column that some may not set must keep its default in a new row, which only a constant can be held to.
  mutating func refuseDefaults(_ table: ResolvedTable) {
    for rule in insertRules(table) {
      let hidden = rule.gated.map(\.column)
      for column in Set(unlisted(by: rule, table) + hidden).sorted() where atDefault(column, of: table) == nil {
        let value = table.table.column(column)?.defaultExpression ?? ""
        refuse(
          "AZ210", "\(table.name).\(column) cannot be kept at its default, \(value), by those who may not set it",
          rule.location,
          notes: [
            can.columnPrivileges
              ? "a pool shares one login, so a policy has to say it, and this default is no constant"
              : "CockroachDB has no privileges on columns, and this default is no constant"
          ],
          fix: hidden.contains(column) ? "drop the default" : "list \"\(column)\" among the rule's columns")
      }
    }
  }

  mutating func refuseRoutines(_ table: ResolvedTable) {
    guard let first = table.rules.first(where: { byRoutine($0, table) }) else { return }
    guard let key = table.table.primaryKey else {
      return refuse(
        "AZ211", "\(table.name) is written by routines, but has no primary key that would name a row", first.location,
        fix: "give it one")
    }
    let rules = table.rules.filter { byRoutine($0, table) }
    let written = rules.filter { $0.command == .update }.flatMap { $0.columns + $0.gated.map(\.column) }
    for column in Set(key.columns + written).sorted() where argumentType(column, of: table) == nil {
      let type = table.table.column(column)?.type ?? ""
      refuse(
        "AZ212",
        "\(table.name).\(column) is written by a routine, but \(type) is no type that CockroachDB is known to have",
        first.location, fix: "leave the column out of the rule, or use a type that both engines have")
    }
    refuseComputed(rules.filter { $0.command == .update }, table)
  }

  /// A routine judges the row after with the values that it sets in place of the old ones. What the server makes of them in
  /// a generated column it cannot know.
  private mutating func refuseComputed(_ rules: [ResolvedRule], _ table: ResolvedTable) {
    let sights = table.rules.filter { $0.command == .select }.map(\.condition) + table.requires.map(\.predicate)
    for rule in rules {
      let judged = Set((sights + [rule.resulting]).flatMap(\.atoms).flatMap(\.columns))
      for column in table.table.columns where judged.contains(column.name) {
        let written = rule.columns + rule.gated.map(\.column)
        guard let source = written.first(where: column.isComputed) else { continue }
        refuse(
          "AZ222",
          "\(table.name).\(column.name) is computed from \(source), which a routine sets: it would be judged by "
            + "what it was before", rule.location,
          notes: ["a row has to be seen, and to be what the rule and the requirements say, after the update too"],
          fix: "say the condition of \(source) itself, or leave \(source) out of the rule's columns")
      }
    }
  }
}
