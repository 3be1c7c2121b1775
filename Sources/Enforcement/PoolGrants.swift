import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// The columns that every rule of the command opens to everybody who has it: the only ones that a shared login may have
  /// a privilege on, since no policy can tell which column a statement reads or sets.
  func common(_ command: Command, _ table: ResolvedTable) -> [String] {
    let rules = table.rules.filter { $0.command == command }
    guard let first = rules.first else { return [] }
    func open(_ rule: ResolvedRule) -> Set<String> {
      Set(rule.columns).subtracting(veiled(from: rule, table).map(\.column))
    }
    let shared = rules.dropFirst().reduce(open(first)) { $0.intersection(open($1)) }
    return first.columns.filter { shared.contains($0) && (command != .update || $0 != table.tenantColumn) }
  }

  /// The columns that an update rule opens, but not for everybody who updates the table: a routine sets them.
  func apart(_ rule: ResolvedRule, _ table: ResolvedTable) -> [String] {
    guard binds.pooled, rule.command == .update else { return [] }
    let shared = common(.update, table)
    return (rule.columns + rule.gated.map(\.column)).filter { !shared.contains($0) && $0 != table.tenantColumn }
  }

  /// The columns that some insert rule opens to somebody: which of them a new row may set, the policies say.
  func sendable(_ table: ResolvedTable) -> Set<String> {
    Set(insertRules(table).flatMap { $0.columns + $0.gated.map(\.column) })
  }

  /// What the pools hold on a table; the roles of the bound identity say the rest.
  mutating func grantPool(on table: ResolvedTable) {
    let relation = Securable.relation(table.name)
    let pool = [names.pool]
    let all = Set(table.table.columns.map(\.name))
    for command in [Command.select, .insert, .update, .delete] {
      let rules = table.rules.filter { $0.command == command }
      guard let first = rules.first else { continue }
      let purpose = "\(describe(first, table))\(rules.count == 1 ? "" : " and others"): gated by the session's roles"
      switch command {
      case .select:
        let columns = common(.select, table)
        if Set(columns) == all {
          grant(.select, on: relation, to: pool, purpose, first.location)
        } else if !columns.isEmpty {
          grant(
            .select, columns + addedColumn(table), on: relation, to: pool, "\(purpose); columns that all readers read",
            first.location)
        }
      case .insert:
        let columns = table.table.columns.map(\.name).filter(sendable(table).contains)
        grant(.insert, columns, on: relation, to: pool, purpose, first.location)
        for rule in rules { grantSequences(of: table, to: pool, rule) }
      case .update:
        let columns = common(.update, table)
        if !columns.isEmpty {
          grant(
            .update, columns, on: relation, to: pool, "\(purpose); columns that all who update may set", first.location)
        }
      case .delete: grant(.delete, on: relation, to: pool, purpose, first.location)
      }
    }
  }
}
