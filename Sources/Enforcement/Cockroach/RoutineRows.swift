import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What comes back of a row that a routine touched: its key, without the tenant where there is more.
  func answer(_ table: ResolvedTable, _ group: WriteGroup) -> [String] {
    let address = address(of: table, for: group)
    return address.isEmpty ? table.table.primaryKey?.columns ?? [] : address
  }

  /// That the row is the one whose key was given.
  func isAddressed(_ table: ResolvedTable, _ group: WriteGroup) -> Expression {
    let prefix = argumentPrefix(table)
    return .all(
      address(of: table, for: group).map { .binary(.column($0, of: "t"), .equal, .parameter(prefix + $0)) })
  }

  /// That the caller may write the row as it is: role, reach, condition, sight and requirements.
  func allows(_ group: WriteGroup, _ holders: [String], _ table: ResolvedTable) -> Expression {
    let site = Site.view
    return .all(
      [
        gated(holders, group.rule.role, site, table), sql(group.rule.condition, site, table.table),
        seen(by: group.rule.role, site, table),
      ] + table.requires.map { requirement($0, site, table.table) })
  }

  /// That the row may become what the update makes of it, and that it is still the caller's and seen by him then.
  func leads(_ group: WriteGroup, to after: [String: Expression], _ table: ResolvedTable) -> Expression {
    var site = Site.view
    site.after = after
    // A person is given away by the columns that are set, or not at all.
    let mine = table.personColumn.flatMap { after[$0] == nil ? nil : isMine($0, site) }
    // So is a row moved to another of a level only by those who hold the role there too.
    let column = level(group.rule.role).flatMap { table.levelColumns[$0] ?? table.levelPaths[$0]?.first.child }
    let there = column.flatMap { after[$0] == nil ? nil : gated(group.holders, group.rule.role, site, table) }
    return .all(
      [sql(group.rule.resulting, site, table.table), seen(by: group.rule.role, site, table)]
        + [mine, there].compactMap(\.self) + table.requires.map { requirement($0, site, table.table) })
  }

  /// What the routines' owner may do with the table: the union of the rules that they carry out, each gated by the
  /// identity.
  mutating func addWriterPolicies(_ table: ResolvedTable) {
    let updates = writeGroups(.update, table)
    let deletes = writeGroups(.delete, table)
    addWriterPolicy(
      "writer_select", .select, table, using: sights(updates + deletes, table), check: nil,
      "The routines' owner finds what those who write \(table.name) see", table.location)
    if !updates.isEmpty {
      addWriterPolicy(
        "writer_update", .update, table, using: union(updates, table, \.condition),
        check: union(updates, table, \.resulting), updates.map { describe($0.rule, table) }.joined(separator: "; "),
        updates[0].rule.location)
    }
    if !deletes.isEmpty {
      addWriterPolicy(
        "writer_delete", .delete, table, using: union(deletes, table, \.condition), check: nil,
        deletes.map { describe($0.rule, table) }.joined(separator: "; "), deletes[0].rule.location)
    }
  }

  private mutating func addWriterPolicy(
    _ name: String, _ command: RowPolicy.Command, _ table: ResolvedTable, using: Expression, check: Expression?,
    _ purpose: String, _ location: SourceLocation
  ) {
    addPolicy(
      RowPolicy(name, on: table.name, for: command, to: [.role(names.writer)], using: using, check: check), .rules,
      purpose, location)
  }

  private func union(
    _ groups: [WriteGroup], _ table: ResolvedTable, _ predicate: KeyPath<ResolvedRule, Predicate>
  ) -> Expression {
    .any(
      groups.map { group in
        .all([
          gated(group.holders, group.rule.role, site, table), sql(group.rule[keyPath: predicate], site, table.table),
          seen(by: group.rule.role, site, table),
        ])
      })
  }

  /// The rows that one of the groups sees; groups of the same reach and sight share a term.
  private func sights(_ groups: [WriteGroup], _ table: ResolvedTable) -> Expression {
    var shared: [(role: String, holders: [String], sight: Expression)] = []
    for group in groups {
      let sight = seen(by: group.rule.role, site, table)
      let far = reachesAll(group.rule.role)
      if let index = shared.firstIndex(where: {
        reachesAll($0.role) == far && level($0.role) == level(group.rule.role) && $0.sight == sight
      }) {
        shared[index].holders = Set(shared[index].holders + group.holders).sorted()
      } else {
        shared.append((group.rule.role, group.holders, sight))
      }
    }
    return .any(shared.map { .all([gated($0.holders, $0.role, site, table), $0.sight]) })
  }
}
