import Diagnostics
import SchemaModel

/// Collects findings while a policy is held against a snapshot.
struct Resolver {
  let policy: Policy
  let snapshot: SchemaSnapshot
  let byName: [QualifiedName: Table]
  var diagnostics: [Diagnostic] = []
  var roles: [String: ResolvedRole] = [:]
  var levels: [String: ResolvedLevel] = [:]
  var tenants: ResolvedTenants
  /// What is said of each table, in the policy's order.
  var said: [QualifiedName: [(rules: TableRules, location: SourceLocation)]] = [:]
  var owners: [QualifiedName: Owner] = [:]
  /// Schemas whose clause names a column that is not there: of their tables nothing more is said.
  var astray: Set<String> = []

  /// A classification with the reason for it.
  struct Owner {
    var classification: Classification
    var why: String
    var location: SourceLocation
    var basis: Basis
    var partOf: QualifiedName?
    /// Roles that alone reach an internal table.
    var insiders: [String] = []
  }

  init(_ policy: Policy, _ snapshot: SchemaSnapshot) {
    self.policy = policy
    self.snapshot = snapshot
    byName = Dictionary(snapshot.tables.map { ($0.name, $0) }) { first, _ in first }
    let name = QualifiedName(parsing: policy.tenants.table) ?? QualifiedName("", policy.tenants.table)
    tenants = ResolvedTenants(table: name, key: policy.tenants.key, type: "")
    resolveRoles()
    resolveTenants()
    resolveLevels()
    gather()
  }

  mutating func report(
    _ id: String, _ summary: String, _ location: SourceLocation, notes: [String] = [], fix: String? = nil
  ) {
    let finding = Diagnostic(
      id: id, severity: .error, summary: summary, location: location, notes: notes, fix: fix)
    if !diagnostics.contains(finding) { diagnostics.append(finding) }
  }

  /// Reports a name that is not there, with the nearest one that is.
  mutating func unknown(
    _ id: String, _ kind: String, _ name: String, among names: some Sequence<String>, _ location: SourceLocation,
    in place: String = "the schema"
  ) {
    let near = nearest(to: name, among: names)
    report(id, "\(place) has no \(kind) \"\(name)\"", location, fix: near.map { "did you mean \"\($0)\"?" })
  }

  private mutating func resolveTenants() {
    let clause = policy.tenants
    if let type = clause.externalType {
      // The table that every plan has: its rows are the tenants that identities may name.
      tenants = ResolvedTenants(external: true, table: QualifiedName("bailiwick", "tenants"), key: "id", type: type)
      return
    }
    guard let table = byName[tenants.table] else {
      unknown("AZ101", "table", clause.table, among: tableNames, clause.location)
      return
    }
    guard let key = table.column(clause.key) else {
      missing(clause.key, in: table, clause.location)
      return
    }
    tenants.type = key.type
    if !table.hasKey(over: [clause.key]) {
      report("AZ108", "\(table.name).\(clause.key) is the tenants' key, but no key of the table", clause.location)
    }
    owners[table.name] = Owner(
      classification: .tenants, why: "it is the table of tenants", location: clause.location, basis: .named)
    said[table.name, default: []].append((clause.rules, clause.location))
  }

  var tableNames: [String] { snapshot.tables.map(\.name.description) }

  mutating func missing(_ column: String, in table: Table, _ location: SourceLocation) {
    unknown("AZ102", "column", column, among: table.columns.map(\.name), location, in: "\(table.name)")
  }

  /// The tables that a qualified name or pattern stands for; reports where there is none.
  mutating func tables(for pattern: String, _ location: SourceLocation) -> [QualifiedName] {
    let found = snapshot.tables.map(\.name).filter { matches($0.description, pattern) }
    if found.isEmpty {
      if pattern.contains("*") {
        report("AZ104", "no table matches \"\(pattern)\"", location)
      } else {
        unknown("AZ101", "table", pattern, among: tableNames, location)
      }
    }
    return found
  }

  private mutating func gather() {
    for clause in policy.tables {
      var names: Set<QualifiedName> = []
      for pattern in clause.patterns { names.formUnion(tables(for: pattern, clause.location)) }
      for name in names { said[name, default: []].append((clause.rules, clause.location)) }
    }
    for (name, parts) in said {
      let allowing = parts.filter { !$0.rules.allows.isEmpty }
      if allowing.count > 1 {
        report(
          "AZ111", "\(name) takes rules from two clauses that allow", allowing[1].location,
          notes: ["the other stands at \(allowing[0].location)"], fix: "say in one clause who may touch it")
      }
      let owning = parts.compactMap(\.rules.ownership)
      if owning.count > 1 {
        report("AZ111", "\(name) is given two ownerships", owning[1].location)
      }
    }
  }

  mutating func resolveClaims() -> [ResolvedClaim] {
    policy.claims.map { claim in
      var names: Set<QualifiedName> = []
      for pattern in claim.patterns { names.formUnion(tables(for: pattern, claim.location)) }
      return ResolvedClaim(
        commands: claim.commands, tables: names.sorted(), roles: known(claim.roles, claim.location),
        location: claim.location)
    }
  }
}

/// Whether the name fits the pattern; `*` stands for any run of characters, in a qualified name never for the dot.
package func matches(_ name: String, _ pattern: String) -> Bool {
  func fit(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == "*" {
      if fit(name, pattern.dropFirst()) { return true }
      guard let next = name.first, next != "." else { return false }
      return fit(name.dropFirst(), pattern)
    }
    return name.first == first && fit(name.dropFirst(), pattern.dropFirst())
  }
  return fit(name[...], pattern[...])
}
