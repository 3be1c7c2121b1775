import Diagnostics
import PolicyModel
import SchemaModel

/// Compares the clauses of two policies.
struct ClauseComparison {
  let old: ResolvedPolicy
  let new: ResolvedPolicy
  let newSchema: SchemaSnapshot
  var found: [ClauseChange] = []

  init(_ old: AccessSide, _ new: AccessSide) {
    self.old = old.policy
    self.new = new.policy
    newSchema = new.schema
  }

  func changes() -> [ClauseChange] {
    var comparison = self
    comparison.compareRoles()
    comparison.comparePromotions()
    comparison.compareMembers()
    comparison.compareTenants()
    comparison.compareCallers()
    comparison.compareLevels()
    comparison.compareBindings()
    for name in Set(old.tables.map(\.name)).union(new.tables.map(\.name)).sorted() { comparison.compareTable(name) }
    comparison.compareClaims()
    comparison.compareAccepted()
    return comparison.found
  }

  mutating func report(
    _ kind: ClauseChange.Kind, _ subject: String, _ effect: Effect, _ sentence: String, _ location: SourceLocation
  ) {
    found.append(
      ClauseChange(kind: kind, subject: subject, effect: effect, sentence: sentence, location: location))
  }

  private mutating func compareRoles() {
    if old.name != new.name {
      report(
        .role, new.name, .unknown, "the policy is called \(new.name), was \(old.name): its database roles are others",
        .unknown)
    }
    for name in Set(old.roles.map(\.name)).union(new.roles.map(\.name)).sorted() {
      switch (old.role(name), new.role(name)) {
      case (nil, let role?): report(.role, name, .gained, "role \(name) is new", role.location)
      case (let role?, nil): report(.role, name, .lost, "role \(name) is gone", role.location)
      case (let before?, let after?): compare(before, after)
      case (nil, nil): continue
      }
    }
  }

  private mutating func compare(_ before: ResolvedRole, _ after: ResolvedRole) {
    let (lost, gained) = (
      Set(before.closure).subtracting(after.closure), Set(after.closure).subtracting(before.closure)
    )
    if !gained.isEmpty {
      let more = lost.isEmpty ? "" : " and no longer what \(names(lost)) has"
      report(
        .role, after.name, .widened, "role \(after.name) has what \(names(gained)) has\(more)", after.location)
    } else if !lost.isEmpty {
      report(
        .role, after.name, .narrowed, "role \(after.name) no longer has what \(names(lost)) has", after.location)
    }
    if before.level != after.level {
      let place = { (level: String?) in level.map { "at a \($0)" } ?? "in the whole tenant" }
      let effect: Effect = after.level == nil ? .widened : before.level == nil ? .narrowed : .unknown
      report(
        .role, after.name, effect, "role \(after.name) is held \(place(after.level)), was held \(place(before.level))",
        after.location)
    }
    // No cell changes by it, but who has the role does: whoever comes by, or persons.
    if before.anonymous != after.anonymous {
      report(
        .membership, after.name, after.anonymous ? .widened : .unknown,
        after.anonymous
          ? "role \(after.name) is held without a person, was held by persons"
          : "role \(after.name) is held by persons, was held without one", after.location)
    }
    if before.reach != after.reach {
      report(
        .role, after.name, after.reach == .allTenants ? .widened : .narrowed,
        "role \(after.name) reaches \(after.reach.rawValue), was \(before.reach.rawValue)", after.location)
    }
  }

  private mutating func compareTenants() {
    guard old.tenants != new.tenants else { return }
    func words(_ tenants: ResolvedTenants) -> String {
      tenants.external
        ? "live elsewhere, named by \(tenants.type)" : "are the rows of \(tenants.table) by \(tenants.key)"
    }
    report(
      .tenants, "\(new.tenants.table)", .unknown, "tenants \(words(new.tenants)); before, they \(words(old.tenants))",
      new.table(new.tenants.table)?.location ?? .unknown)
  }

  /// How sessions prove who they are: a new way in is one more to be somebody by, and a longer life one more hour for a
  /// token that was lost.
  private mutating func compareBindings() {
    let (before, after) = (old.bindings, new.bindings)
    func change(_ what: String, _ was: Bool, _ now: Bool, _ way: String) {
      guard was != now else { return }
      report(
        .binding, "binding", now ? .widened : .narrowed,
        now ? "\(what) are somebody \(way)" : "\(what) are no longer somebody \(way)", after.location)
    }
    change("principals", before.login, after.login, "by logins of their own")
    change(
      "principals", before.session != nil, after.session != nil,
      "by tokens on a shared login, which holds against C1 alone")
    change("principals", before.setting, after.setting, "by settings that whoever runs SQL can make")
    guard let was = before.session, let window = after.session, was != window else { return }
    let longer = window.lifetime.seconds > was.lifetime.seconds || window.idle.seconds > was.idle.seconds
    report(
      .binding, "binding", longer ? .widened : .narrowed,
      "sessions live \(window.lifetime.seconds) s and \(window.idle.seconds) s idle, "
        + "were \(was.lifetime.seconds) s and \(was.idle.seconds) s", after.location)
  }

  /// A level that lies elsewhere: only data can tell who holds what at it.
  private mutating func compareLevels() {
    for level in new.levels {
      guard let before = old.levels.first(where: { $0.name == level.name }),
        (before.table, before.key) != (level.table, level.key)
      else { continue }
      report(
        .role, level.name, .unknown, "a \(level.name) is a row of \(level.table), was one of \(before.table)",
        level.location)
    }
  }

  /// Claims, taken apart to one command and one table each. One that is given up lets through what nobody will notice.
  private mutating func compareClaims() {
    struct Atom: Hashable {
      var command: Command
      var table: QualifiedName
      var roles: [String]
    }
    func atoms(_ policy: ResolvedPolicy) -> [(Atom, SourceLocation)] {
      policy.claims.flatMap { claim in
        claim.commands.sorted().flatMap { command in
          claim.tables.map { (Atom(command: command, table: $0, roles: claim.roles.sorted()), claim.location) }
        }
      }
    }
    func sentence(_ atom: Atom) -> String {
      let whom = atom.roles.isEmpty ? "nobody" : "none of \(atom.roles.joined(separator: ", "))"
      return "\(whom) may \(atom.command.rawValue) on \(atom.table)"
    }
    let (before, after) = (atoms(old), atoms(new))
    for (atom, location) in before where !after.contains(where: { $0.0 == atom }) {
      report(.claim, "\(atom.table)", .widened, "no longer claimed: \(sentence(atom))", location)
    }
    for (atom, location) in after where !before.contains(where: { $0.0 == atom }) {
      report(.claim, "\(atom.table)", .narrowed, "now claimed: \(sentence(atom))", location)
    }
  }

  /// What nobody is told of any more, and what is told again.
  private mutating func compareAccepted() {
    func text(_ clause: AcceptClause) -> String {
      "\(clause.subject)\(clause.table.isEmpty ? "" : " on \(clause.table)"): \(clause.reason)"
    }
    for clause in old.accepted where !new.accepted.contains(clause) {
      report(.accepted, clause.subject, .narrowed, "no longer accepted: \(text(clause))", clause.location)
    }
    for clause in new.accepted where !old.accepted.contains(clause) {
      report(.accepted, clause.subject, .widened, "now accepted: \(text(clause))", clause.location)
    }
  }

  func names(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }
}
