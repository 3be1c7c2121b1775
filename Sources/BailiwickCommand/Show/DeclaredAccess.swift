import PolicyModel

/// A policy's clauses as sentences, table by table, in the order they were declared.
struct DeclaredAccess {
  private let policy: Policy

  init(_ policy: Policy) { self.policy = policy }

  /// The whole text.
  var text: String {
    let tenants = policy.tenants
    let who =
      tenants.externalType.map { "tenants live elsewhere; identities name them by \($0)" }
      ?? "tenants are the rows of \(tenants.table) by \(tenants.key)"
    let bindings = policy.bindings.isEmpty ? [BindClause(.login)] : policy.bindings
    var lines = ["policy \(policy.name): \(who)"] + bindings.map { "who asks: \($0.words)" } + [""]
    for role in policy.roles {
      let inherits = role.inherits.isEmpty ? "" : ", has what \(names(role.inherits)) has"
      let whose = role.anonymous ? ", held without a person" : ""
      lines.append("role \(role.name): reaches \(role.reach.rawValue)\(whose)\(inherits)")
    }
    for schema in policy.schemas {
      lines += ["", "schema \(schema.name): rows of a table that says nothing itself belong"]
      lines += schema.ownerships.map { "  " + owner($0) }
    }
    if tenants.externalType == nil { lines += ["", tenants.table + " (a tenant's own row)"] + rules(tenants.rules) }
    for table in policy.tables { lines += ["", names(table.patterns)] + rules(table.rules) }
    if !policy.claims.isEmpty { lines.append("") }
    for claim in policy.claims {
      let whom = claim.roles.isEmpty ? "nobody" : "never \(names(claim.roles))"
      lines.append("claim: \(whom) may \(commands(claim.commands)) on \(names(claim.patterns))")
    }
    for accepted in policy.accepted {
      lines.append(
        "accepted: \(accepted.subject)\(accepted.table.isEmpty ? "" : " on \(accepted.table)"): \(accepted.reason)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func names(_ names: [String]) -> String { names.joined(separator: ", ") }

  private func commands(_ commands: [Command]) -> String { names(commands.map(\.rawValue)) }

  private func owner(_ clause: OwnershipClause) -> String {
    let whose =
      switch clause.ownership {
      case .column(let name): "to the tenant in \(name)"
      case .through(let columns): "to whoever owns the parent by (\(names(columns)))"
      case .inferred: "to whoever owns the parent, along NOT NULL foreign keys"
      case .shared: "to every tenant"
      case .internal where clause.roles.isEmpty: "to nobody"
      case .internal: "to no tenant, for \(names(clause.roles)) alone"
      }
    return clause.patterns.isEmpty ? whose : "\(whose): \(names(clause.patterns))"
  }

  private func rules(_ rules: TableRules) -> [String] {
    var lines: [String] = []
    if let ownership = rules.ownership { lines.append("belongs \(owner(ownership))") }
    if let person = rules.personal {
      lines.append(
        person.acrossTenants
          ? "belongs to the person in \(person.column), whichever tenant that one acts for"
          : "and to the person in \(person.column)")
    }
    if let found = rules.directory {
      let column = found.person.map { ".\($0)" } ?? ""
      let which = found.condition.map { " where \($0)" } ?? ""
      lines.append("is found by members of the same tenant, by \(found.table)\(column)\(which)")
    }
    for rule in rules.allows {
      var line = "\(names(rule.roles)) may \(commands(rule.commands))"
      if let columns = rule.columns { line += " (\(names(columns)))" }
      if let condition = rule.condition { line += ", where \(condition)" }
      if let resulting = rule.resulting { line += ", resulting in \(resulting)" }
      lines.append(line)
    }
    lines += rules.requires.map { "every row touched must have \($0.predicate)" + exempt($0.except) }
    lines += rules.hides.map { "\(names($0.columns)) is hidden" + exempt($0.except) }
    lines += rules.masks.map { rule in
      switch rule.mask {
      case .keepLast(let count): "\(rule.column) shows its last \(count) characters" + exempt(rule.except)
      }
    }
    lines += rules.crossings.map { "\($0.key) may leave the tenant: \($0.reason)" }
    return lines.isEmpty ? ["  nobody may do anything"] : lines.map { "  " + $0 }
  }

  private func exempt(_ roles: [String]) -> String { roles.isEmpty ? "" : ", except for \(names(roles))" }
}
