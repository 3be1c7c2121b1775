import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// A permissive policy for each rule, which repeats the reach of its role, so that each stands alone.
  mutating func addRules() {
    for table in policy.tables where !isUnderGrantsAlone(table) {
      var used: [String: Int] = [:]
      for rule in table.rules where !onlyByRoutine(rule, table) {
        let base = "\(rule.role)_\(rule.command.rawValue)"
        let number = used[base, default: 0] + 1
        used[base] = number
        addPolicy(
          rowPolicy(rule, Names.fit([base] + (number == 1 ? [] : ["\(number)"])), table), .rules,
          describe(rule, table) + keyNote(rule, table), rule.location)
      }
      if needsView(table) { addReaderPolicy(table) }
    }
    addMemberRules()
    addDirectoryRules()
    addLevelPathRules()
  }

  /// UPDATE is granted on the whole table where columns have no privileges. Tenant and person are held by the policies; the
  /// key is not, and nothing else can hold it.
  private func keyNote(_ rule: ResolvedRule, _ table: ResolvedTable) -> String {
    guard rule.command == .update, !can.columnPrivileges, let key = table.table.primaryKey else { return "" }
    let free = key.columns.filter { $0 != table.tenantColumn && $0 != table.personColumn }
    return free.isEmpty ? "" : "; without privileges on columns, \(free.joined(separator: ", ")) may be changed too"
  }

  func describe(_ rule: ResolvedRule, _ table: ResolvedTable) -> String {
    var text = "Allow(.\(rule.command.rawValue), to: \"\(rule.role)\") on \(table.name)"
    if rule.condition != .anything { text += ", where \(rule.condition)" }
    if rule.resulting != rule.condition && rule.resulting != .anything { text += ", resulting \(rule.resulting)" }
    return text
  }

  private func rowPolicy(_ rule: ResolvedRule, _ name: String, _ table: ResolvedTable) -> RowPolicy {
    // A shared login belongs to no role, so the roles are those of the identity.
    let rows = rule.command == .insert ? table.newRows ?? table : table
    let reach =
      binds.pooled || level(rule.role) != nil
      ? gated(holders(rule.role), rule.role, site, rows) : reach(of: rule.role, site, rows)
    let before = sql(rule.condition, site, table.table)
    let after = sql(rule.resulting, site, table.table)
    let sees = rule.command == .update || rule.command == .delete ? seen(by: rule.role, site, table) : .bool(true)
    var policy = RowPolicy(
      name, on: table.name, for: .select, to: grantees([rule.role]).map(Grantee.role), using: nil, check: nil)
    switch rule.command {
    case .select:
      let sight = sight(reach, holders(rule.role), site, table)
      (policy.command, policy.using) = (.select, .all([sight, before]))
    case .insert: (policy.command, policy.check) = (.insert, .all([reach, after] + untouched(by: rule, table)))
    case .update:
      (policy.command, policy.using, policy.check) = (
        .update, .all([reach, before, sees]), .all([reach, after, sees])
      )
    case .delete: (policy.command, policy.using) = (.delete, .all([reach, before, sees]))
    }
    return policy
  }

  /// The rows that a rule of the role may be about: its own reach, never that of another role of the same login.
  func reach(of role: String, _ site: Site, _ table: ResolvedTable) -> Expression {
    if case .functions = site.asks, reachesAll(role) || table.tenantColumn == nil {
      return gated(holders(role), role, site, table)
    }
    return level(role) == nil ? reach(of: role, site, table, where: nil) : gated(holders(role), role, site, table)
  }

  /// The reach of the role for those who hold one of the roles, all of them of the same reach.
  func gated(_ holders: [String], _ role: String, _ site: Site, _ table: ResolvedTable) -> Expression {
    guard let level = level(role), table.levelColumns[level] != nil || table.levelPaths[level] != nil else {
      return inTenant(holders, role, site, table)
    }
    // In the whole tenant for those who hold it there, else at what the role is held at.
    let (wide, narrow) = (holders.filter { self.level($0) == nil }, holders.filter { self.level($0) != nil })
    let held =
      table.levelColumns[level].map { isHeld(site.column($0), by: narrow) }
      ?? table.levelPaths[level].map { isPlaced($0, level, by: narrow, site) } ?? .bool(false)
    let there = Expression.all([reach(of: role, site, table, where: nil), held])
    return wide.isEmpty ? there : .any([inTenant(wide, role, site, table), there])
  }

  private func inTenant(_ holders: [String], _ role: String, _ site: Site, _ table: ResolvedTable) -> Expression {
    switch site.asks {
    // One look-up says both.
    case .subqueries:
      return reach(of: role, site, table, where: .binary(.column("roles", of: "i"), .overlaps, .texts(holders)))
    // The function of a role that reaches all tenants says that too.
    case .functions where reachesAll(role) || table.tenantColumn == nil || table.acrossTenants:
      return .all([site.holds(holders)] + (table.personColumn.map { [isMine($0, site)] } ?? []))
    case .functions, .joined: return .all([site.holds(holders), reach(of: role, site, table, where: nil)])
    }
  }

  private func reach(
    of role: String, _ site: Site, _ table: ResolvedTable, where gate: Expression?
  ) -> Expression {
    if table.acrossTenants, let person = table.personColumn { return isMine(person, site, where: gate) }
    let far = reachesAll(role)
    switch (table.tenantColumn, table.personColumn, site.asks) {
    case (let tenant?, let person?, .subqueries) where !far: return ownRow(tenant, person, where: gate)
    case (let tenant?, let person, _):
      let inside: Expression =
        far
        ? site.identity("reaches_all", where: gate)
        : .binary(site.column(tenant), .equal, site.identity("tenant_id", where: gate))
      return .all([inside] + (person.map { [isMine($0, site)] } ?? []))
    case (nil, let person, _):
      return .all(
        [far ? site.identity("reaches_all", where: gate) : site.known(where: gate)]
          + (person.map { [isMine($0, site)] } ?? []))
    }
  }

  /// An UPDATE or DELETE that names no column consults no SELECT policy, so a narrower right to see is repeated here,
  /// gated by the roles of the identity: other roles of the same login may see more.
  func seen(by role: String, _ site: Site, _ table: ResolvedTable) -> Expression {
    let closure = Set(policy.role(role)?.closure ?? [role])
    let selects = table.rules.filter { $0.command == .select }
    if selects.contains(where: { closure.contains($0.role) && $0.condition == .anything }) { return .bool(true) }
    return .any(
      selects.map { select in
        .all([
          gated(holders(select.role), select.role, site, table),
          sql(select.condition, site, table.table),
        ])
      })
  }

  /// The view's owner sees the union of the select rules, each gated by the identity; nothing wider.
  private mutating func addReaderPolicy(_ table: ResolvedTable) {
    let union = selectGroups(of: table).map { group in
      let reach = sight(gated(group.holders, group.role, site, table), group.holders, site, table)
      return Expression.all([reach, sql(group.condition, site, table.table)])
    }
    addPolicy(
      RowPolicy(
        "reader_select", on: table.name, for: .select, to: [.role(names.reader)], using: .any(union), check: nil),
      .rules, "The view's owner: the union of the select rules of \(table.name), each gated by the identity",
      table.location)
  }

  /// Select rules with the same reach and condition, with all roles that hold one of them.
  func selectGroups(of table: ResolvedTable) -> [SelectGroup] {
    var groups: [SelectGroup] = []
    for rule in table.rules where rule.command == .select {
      let far = reachesAll(rule.role)
      if let index = groups.firstIndex(where: {
        $0.far == far && level($0.role) == level(rule.role) && $0.condition == rule.condition
      }) {
        groups[index].holders = Set(groups[index].holders + holders(rule.role)).sorted()
      } else {
        groups.append(SelectGroup(role: rule.role, far: far, condition: rule.condition, holders: holders(rule.role)))
      }
    }
    return groups
  }
}

/// Select rules that differ in the role alone.
struct SelectGroup {
  /// One of the roles, for its reach.
  var role: String
  var far: Bool
  var condition: Predicate
  /// All that hold one of the roles.
  var holders: [String]
}
