import Diagnostics
import SchemaModel

extension Resolver {
  /// The table is the tenant's own, nobody but its owner writes who is what there, and every value gives a role that exists.
  mutating func resolveMembers(
    _ bindings: ResolvedBindings, _ promotions: ResolvedPromotions, _ tables: [ResolvedTable]
  ) -> ResolvedMembers? {
    for clause in policy.members.dropFirst() {
      report("AZ132", "the policy has two Members clauses", clause.location, fix: "keep one of them")
    }
    guard let clause = policy.members.first else { return nil }
    refuseOtherWays(clause, bindings)
    guard let name = QualifiedName(parsing: clause.table), let table = byName[name] else {
      unknown("AZ101", "table", clause.table, among: tableNames, clause.location)
      return nil
    }
    let wanted =
      [clause.person, clause.tenant] + [clause.role, clause.roles].compactMap(\.self) + clause.flags.keys.sorted()
    for column in wanted where table.column(column) == nil { missing(column, in: table, clause.location) }
    guard let person = table.column(clause.person), wanted.allSatisfy({ table.column($0) != nil }) else { return nil }
    let several = !([table.primaryKey].compactMap(\.self) + table.uniques).contains {
      Set($0.columns).isSubset(of: [clause.person, clause.tenant])
    }
    let members = ResolvedMembers(
      table: name, person: person, tenant: clause.tenant, named: resolveNamed(clause, table),
      flags: clause.flags.sorted { $0.key < $1.key }.map { .init(name: $0.key, role: $0.value) }, several: several,
      condition: clause.condition, location: clause.location)
    checkCondition(of: clause, table)
    checkRoles(of: members, promotions)
    checkFlags(members, table)
    if let resolved = tables.first(where: { $0.name == name }) { checkTable(members, resolved, tables) }
    return members
  }

  /// Whether a row counts is what that row says: another answer for each who asks, or at another time, nobody would write down.
  private mutating func checkCondition(of clause: MembersClause, _ table: Table) {
    guard let condition = clause.condition else { return }
    check(condition, table, clause.location)
    if condition.terms.contains(where: { [.me, .tenant, .now].contains($0) }) {
      report(
        "AZ132", "\"\(condition)\" says of who asks, or of the time, whether a row of \(table.name) counts",
        clause.location, notes: ["who is a member is asked before anybody is anybody, and changes with a row alone"],
        fix: "compare columns of the row with constants: where: column(\"deleted_at\").isNull")
    }
    let sayers =
      [clause.person, clause.tenant] + [clause.role, clause.roles].compactMap(\.self) + clause.flags.keys.sorted()
    for column in condition.columns {
      if sayers.contains(column) {
        report(
          "AZ132", "where: names \"\(column)\", which says who is what already", clause.location,
          fix: "leave a value out of map:, or compare another column")
      } else if table.column(column)?.generated == true {
        report(
          "AZ132", "\(table.name).\(column) is computed from other columns", clause.location,
          notes: ["whoever writes those would write roles"], fix: "name a column that is stored as it is")
      }
    }
  }

  /// Roles that stand elsewhere than in memberships of a whole tenant are not the table's to give.
  private mutating func refuseOtherWays(_ clause: MembersClause, _ bindings: ResolvedBindings) {
    if bindings.login {
      report(
        "AZ132", "Members says who is who by the rows of \(clause.table), but principals have logins of their own here",
        clause.location, notes: ["what a login may do stands in its database roles, which no row changes"],
        fix: "Bind(.session(lifetime: .hours(12), idle: .minutes(30))) alone")
    }
    for role in policy.roles {
      guard let level = role.level else { continue }
      report(
        "AZ132", "role \"\(role.name)\" is held at a \(level), which no row of \(clause.table) says", role.location,
        notes: ["Members is about roles in the whole tenant"], fix: "leave Members or the level out")
    }
    if clause.role == nil && clause.roles == nil && clause.flags.isEmpty {
      report(
        "AZ132", "Members names no column that says what somebody is", clause.location,
        fix: "name one: role: \"role\", roles: \"roles\" or flags: [\"is_admin\": \"manager\"]")
    }
    if clause.role != nil && clause.roles != nil {
      report("AZ132", "Members names a column with one role and one with several", clause.location, fix: "keep one")
    }
    if !clause.map.isEmpty && clause.role == nil && clause.roles == nil {
      report(
        "AZ132", "Members maps values, but names no column that has them", clause.location,
        fix: "name it: role: \"role\"")
    }
  }

  /// The roles that a membership without an end in one tenant may have.
  private var ordinary: [String] {
    let support = Set(policy.support.map(\.role))
    return policy.roles.filter {
      $0.reach == .ownTenant && $0.level == nil && !$0.anonymous && !support.contains($0.name)
    }.map(\.name)
  }

  private mutating func resolveNamed(_ clause: MembersClause, _ table: Table) -> ResolvedMembers.Named? {
    guard let column = (clause.role ?? clause.roles).flatMap(table.column) else { return nil }
    let map =
      clause.map.isEmpty ? Dictionary(ordinary.map { ($0, $0) }) { first, _ in first } : clause.map
    let named = ResolvedMembers.Named(
      column: column, isSet: clause.role == nil,
      values: map.sorted { $0.key < $1.key }.map { .init(name: $0.key, role: $0.value) })
    let known = ["text", "character varying", "uuid", "smallint", "integer", "bigint"]
    let labels = snapshot.enumLabels(of: named.type)
    if (named.isSet && !column.type.hasSuffix("[]"))
      || (labels == nil && !known.contains(String(named.type.prefix { $0 != "(" })))
    {
      report(
        "AZ132", "\(table.name).\(column.name) is \(column.type), which names no \(named.isSet ? "roles" : "role")",
        clause.location,
        fix: named.isSet ? "use an array of texts" : "use a text, an enum or a key of roles, or roles: for an array")
    }
    if column.generated {
      report(
        "AZ132", "\(table.name).\(column.name) is computed from other columns", clause.location,
        notes: ["whoever writes those would write roles"], fix: "name a column that is stored as it is")
    }
    if let labels {
      for value in clause.map.keys.sorted() where !labels.contains(value) {
        let near = nearest(to: value, among: labels)
        report(
          "AZ112", "'\(value)' is no label of \(table.name).\(column.name)", clause.location,
          notes: ["the labels are \(labels.joined(separator: ", "))"], fix: near.map { "did you mean \"\($0)\"?" })
      }
    }
    return named
  }

  private mutating func checkFlags(_ members: ResolvedMembers, _ table: Table) {
    for flag in members.flags {
      guard let column = table.column(flag.name), column.type != "boolean" || column.generated else { continue }
      report(
        "AZ132",
        "\(table.name).\(flag.name) is \(column.generated ? "computed from other columns" : column.type), no flag",
        members.location, fix: "name a boolean column that is stored as it is")
    }
  }

  private mutating func checkRoles(of members: ResolvedMembers, _ promotions: ResolvedPromotions) {
    let given = known(members.roles, members.location)
    for name in given where !ordinary.contains(name) {
      let how =
        policy.support.contains { $0.role == name }
        ? "by support access alone"
        : roles[name]?.anonymous == true ? "without a person" : "beyond one tenant or at a level"
      report(
        "AZ132", "a row of \(members.table) gives \"\(name)\", which is held \(how)",
        members.location, fix: "leave \"\(name)\" out")
    }
    // What a listed role inherits is listed too, and comes with it.
    let reachable = Set(members.roles.flatMap { roles[$0]?.closure ?? [] })
    for right in promotions.rights {
      for name in right.roles where !reachable.contains(name) {
        report(
          "AZ132", "MayGrant lists \"\(name)\", which no row of \(members.table) gives", right.location,
          notes: ["who is what stands there since \(members.location)"],
          fix: "give \"\(name)\" a value in Members, or leave it out")
      }
    }
  }
}
