import Diagnostics
import SchemaModel

extension Resolver {
  mutating func resolveRules(_ result: inout ResolvedTable) {
    let table = result.table
    for (rules, _) in said[table.name, default: []] {
      for hide in rules.hides {
        let seers = holders(hide.except, hide.location)
        for pattern in hide.columns {
          for column in columns(for: pattern, table, hide.location) {
            add(ColumnGate(column: column, seers: seers, location: hide.location), to: &result.hidden)
          }
        }
      }
      for mask in rules.masks {
        let seers = holders(mask.except, mask.location)
        for column in columns(for: mask.column, table, mask.location) {
          add(ColumnGate(column: column, seers: seers, mask: mask.mask, location: mask.location), to: &result.masked)
        }
      }
      for require in rules.requires {
        check(require.predicate, table, require.location)
        result.requires.append(
          ResolvedRequire(
            predicate: require.predicate, exempt: holders(require.except, require.location),
            location: require.location))
      }
    }
    result.hidden.sort { $0.column < $1.column }
    result.masked.sort { $0.column < $1.column }
    for allow in said[table.name, default: []].flatMap(\.rules.allows) {
      if result.classification == .internal {
        report(
          "AZ117", "\(table.name) is internal, so no rule can allow anything on it", allow.location,
          fix: "Internal(…, to:) names the roles that reach every tenant and may work on it")
      }
      resolve(allow, &result)
    }
    // Seeing a column is a way of reading the table: a role that may not read it shows nobody anything.
    let readers = Set(result.rules.filter { $0.command == .select }.flatMap { roles[$0.role]?.holders ?? [] })
    for index in result.hidden.indices { result.hidden[index].seers.removeAll { !readers.contains($0) } }
    for index in result.masked.indices { result.masked[index].seers.removeAll { !readers.contains($0) } }
    needKey(result)
  }

  /// Two clauses for one column: only those see it whom both let see.
  private func add(_ gate: ColumnGate, to gates: inout [ColumnGate]) {
    if let index = gates.firstIndex(where: { $0.column == gate.column }) {
      gates[index].seers.removeAll { !gate.seers.contains($0) }
    } else {
      gates.append(gate)
    }
  }

  private mutating func columns(for pattern: String, _ table: Table, _ location: SourceLocation) -> [String] {
    let found = table.columns.map(\.name).filter { matches($0, pattern) }
    if found.isEmpty {
      if pattern.contains("*") {
        report("AZ104", "no column of \(table.name) matches \"\(pattern)\"", location)
      } else {
        missing(pattern, in: table, location)
      }
    }
    return found
  }

  mutating func resolve(_ allow: AllowRule, _ result: inout ResolvedTable) {
    let table = result.table
    for predicate in [allow.condition, allow.resulting] {
      if let predicate { check(predicate, table, allow.location) }
    }
    for column in allow.columns ?? [] where table.column(column) == nil {
      missing(column, in: table, allow.location)
    }
    let roles = known(allow.roles, allow.location)
    for command in Set(allow.commands).sorted() {
      for role in roles {
        var rule = ResolvedRule(
          role: role, command: command, condition: allow.condition ?? .anything, resulting: .anything, columns: [],
          gated: [], listsColumns: allow.columns != nil, location: allow.location)
        switch command {
        case .insert:
          rule.resulting = allow.resulting ?? allow.condition ?? .anything
          rule.condition = .anything
        case .update: rule.resulting = allow.resulting ?? rule.condition
        case .select, .delete: break
        }
        spread(allow.columns, over: &rule, result)
        result.rules.append(rule)
      }
    }
  }

  /// A listed column may be written even by those it is hidden from; it is never read by them.
  private func spread(_ listed: [String]?, over rule: inout ResolvedRule, _ result: ResolvedTable) {
    guard rule.command != .delete else { return }
    let reads = rule.command == .select
    // What says which row it is and whose stays as it is, unless the rule names the column.
    let fixed = [result.tenantColumn, result.personColumn].compactMap { $0 } + (result.table.primaryKey?.columns ?? [])
    let gates = reads ? result.hidden : result.hidden + result.masked
    for column in result.table.columns where listed?.contains(column.name) ?? true {
      if rule.command == .update && listed == nil && fixed.contains(column.name) { continue }
      if !reads && (column.generated || (column.identityAlways && listed == nil)) { continue }
      let closed = gates.filter { $0.column == column.name && !$0.seers.contains(rule.role) }
      if closed.isEmpty || (listed != nil && !reads) {
        rule.columns.append(column.name)
      } else {
        let seers = closed.dropFirst().reduce(closed[0].seers) { kept, gate in kept.filter(gate.seers.contains) }
        // Privileges are given to roles: whoever sees the column by one role and holds the rule by another has no role that
        // may do both, so the gate opens for roles that see it and hold the rule, themselves or by inheritance.
        let holding = seers.filter { roles[rule.role]?.holders.contains($0) ?? false }
        rule.gated.append(ColumnGate(column: column.name, seers: holding))
      }
    }
  }

  /// Routines and probes address a row by its key.
  private mutating func needKey(_ result: ResolvedTable) {
    guard result.tenantColumn != nil || result.acrossTenants, result.table.primaryKey == nil else { return }
    let writes = result.rules.first { $0.command == .update || $0.command == .delete }
    if let writes {
      report(
        "AZ108", "\(result.name) is updated or deleted from, but has no primary key", writes.location,
        notes: ["a row has to be addressed by something that names it alone"])
    }
  }
}
