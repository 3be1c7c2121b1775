import Diagnostics

extension Resolver {
  mutating func resolveRoles() {
    var clauses: [String: RoleClause] = [:]
    for clause in policy.roles {
      if clauses.updateValue(clause, forKey: clause.name) != nil {
        report("AZ118", "role \"\(clause.name)\" is declared twice", clause.location)
      }
    }
    for clause in policy.roles {
      for parent in clause.inherits where clauses[parent] == nil {
        unknown("AZ103", "role", parent, among: clauses.keys, clause.location, in: "the policy")
      }
    }
    func below(_ name: String) -> Set<String> {
      var found: Set<String> = []
      var open = clauses[name]?.inherits ?? []
      while let next = open.popLast() {
        guard let clause = clauses[next], found.insert(next).inserted else { continue }
        open += clause.inherits
      }
      return found
    }
    let strict = clauses.mapValues { below($0.name) }
    reportCycles(strict)
    for clause in policy.roles {
      let other = strict[clause.name, default: []].sorted().first { clauses[$0]?.reach != clause.reach }
      if let other {
        report(
          "AZ106", "role \"\(clause.name)\" reaches \(clause.reach.rawValue), but inherits \"\(other)\"",
          clause.location, notes: ["\"\(other)\" has the other reach; one login cannot have both"],
          fix: "give the rules to both roles by name")
      }
      let holders = strict.filter { $0.value.contains(clause.name) }.keys
      roles[clause.name] = ResolvedRole(
        name: clause.name, inherits: clause.inherits,
        closure: strict[clause.name, default: []].union([clause.name]).sorted(),
        holders: Set(holders).union([clause.name]).sorted(), reach: clause.reach, level: clause.level,
        anonymous: clause.anonymous, location: clause.location)
    }
  }

  private mutating func reportCycles(_ strict: [String: Set<String>]) {
    var told: Set<String> = []
    for clause in policy.roles where !told.contains(clause.name) {
      guard let below = strict[clause.name], below.contains(clause.name) else { continue }
      let cycle = below.filter { strict[$0]?.contains(clause.name) == true }
      told.formUnion(cycle)
      report(
        "AZ105", "roles inherit from each other: \(cycle.sorted().joined(separator: ", "))", clause.location,
        fix: "leave out one of the inherits:")
    }
  }

  /// The names that are roles, each once and sorted; reports the others.
  mutating func known(_ names: [String], _ location: SourceLocation) -> [String] {
    for name in names where roles[name] == nil {
      unknown("AZ103", "role", name, among: roles.keys, location, in: "the policy")
    }
    return Set(names.filter { roles[$0] != nil }).sorted()
  }

  /// The roles that an internal table is given to. Its rows are no tenant's, so a role that keeps to its own has none there.
  mutating func insiders(_ clause: OwnershipClause) -> [String] {
    known(clause.roles, clause.location).filter { name in
      if roles[name]?.reach == .allTenants { return true }
      report(
        "AZ120", "role \"\(name)\" keeps to its tenant, but rows of internal tables are no tenant's", clause.location,
        fix: "name roles declared with reach: .allTenants")
      return false
    }
  }

  /// The roles with all that inherit from them, sorted.
  mutating func holders(_ names: [String], _ location: SourceLocation) -> [String] {
    Set(known(names, location).flatMap { roles[$0]?.holders ?? [] }).sorted()
  }
}
