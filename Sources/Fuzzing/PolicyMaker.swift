import PolicyModel
import SQLSyntax
import SchemaModel

/// Makes a random policy for a random schema, of all that the language can say.
struct PolicyMaker {
  private var dice: Dice
  let draft: Draft
  private let binding: BindingKind
  private static let session = Binding.session(SessionWindow(lifetime: .hours(12), idle: .hours(12)))
  private var own: [RoleClause] = []
  private var far: [RoleClause] = []
  private var leveled: [RoleClause] = []
  private var anonymous: [RoleClause] = []
  private var roles: [RoleClause] { own + leveled + far + anonymous }

  init(_ dice: Dice, _ draft: Draft, _ binding: BindingKind) {
    (self.dice, self.draft, self.binding) = (dice, draft, binding)
  }

  mutating func make() -> Policy {
    let members = draft.tables.first(where: \.isMembers)
    let level = members == nil ? level() : nil
    makeRoles(isLeveled: level != nil)
    var policy = Policy(name: "fuzz", tenants: tenants())
    policy.bindings = bindings(isAlone: members != nil)
    if let members {
      policy.members = [clause(of: members)]
    }
    let isPooled = policy.bindings.contains { $0.binding != .login }
    if isPooled && level == nil && dice.happens(20) { support(&policy) }
    policy.roles = roles
    policy.levels = level.map { [LevelClause("dock", in: "\($0.name)")] } ?? []
    policy.schemas = [schema()]
    for table in draft.tables where table.owner != .itself {
      let rules = rules(for: table, level)
      if rules != TableRules() { policy.tables.append(TablesClause(["\(table.name)"], rules: rules)) }
    }
    if let tenants = draft.tables.first(where: { $0.owner == .itself }) {
      policy.tenants.rules = rules(for: tenants, level)
    }
    if isPooled && dice.happens(30) { policy.promotions = [promotion()] }
    policy.claims = claims(policy)
    return policy
  }

  private mutating func clause(of table: DraftTable) -> MembersClause {
    var clause = MembersClause(in: "\(table.name)", person: "person_id", tenant: Draft.tenantColumn)
    if table.columns.contains(where: { $0.name == Draft.leaving }) && dice.happens(80) {
      clause.condition = .isNull(.column(Draft.leaving))
    }
    switch table.membership {
    case .rank?, nil: clause.role = "rank"
    case .mapped?:
      clause.role = "rank"
      clause.map = Dictionary(uniqueKeysWithValues: own.map { ("the \($0.name)", $0.name) })
    case .ranks?: clause.roles = "ranks"
    case .flags?: clause.flags = Dictionary(uniqueKeysWithValues: own.map { ("is_\($0.name)", $0.name) })
    }
    return clause
  }

  private mutating func makeRoles(isLeveled: Bool) {
    // Sessions and settings without a person.
    if binding != .login && dice.happens(30) { anonymous.append(RoleClause("visitor", anonymous: true)) }
    for name in ["reader", "writer", "keeper"].prefix(dice.one(of: [1, 2, 2, 2, 3])) {
      let able = own + anonymous
      own.append(RoleClause(name, inherits: able.map(\.name).filter { _ in dice.happens(45) }))
    }
    for name in ["auditor", "operator"].prefix(dice.one(of: [0, 0, 1, 1, 1, 2])) {
      far.append(
        RoleClause(name, inherits: far.map(\.name).filter { _ in dice.happens(40) }, reach: .allTenants))
    }
    guard isLeveled else { return }
    for name in ["hand", "mate"].prefix(dice.number(1...2)) {
      leveled.append(RoleClause(name, inherits: leveled.map(\.name).filter { _ in dice.happens(50) }, at: "dock"))
    }
    // Held in the whole tenant by who is above it.
    if dice.happens(50) { own[own.count - 1].inherits.append(dice.one(of: leveled).name) }
  }

  private mutating func tenants() -> TenantsClause {
    if let table = draft.tables.first(where: { $0.owner == .itself }) {
      return TenantsClause(table: "\(table.name)", key: "id")
    }
    let types: [SQLType: String] = [
      .uuid: "uuid", .bigint: "bigint", .text: "text", .varchar(20): "character varying(20)",
    ]
    return TenantsClause(externalType: types[draft.tenantKey] ?? "uuid")
  }

  /// One binding, or logins beside it.
  private mutating func bindings(isAlone: Bool) -> [BindClause] {
    switch binding {
    case .login: dice.happens(50) ? [] : [BindClause(.login)]
    case .session: logins(isAlone) + [BindClause(Self.session)]
    case .setting: logins(isAlone) + [BindClause(.setting)]
    }
  }

  private mutating func logins(_ isAlone: Bool) -> [BindClause] {
    !isAlone && dice.happens(20) ? [BindClause(.login)] : []
  }

  /// A table that something lies in, as roles may be held at it.
  private mutating func level() -> DraftTable? {
    let able = draft.tables.filter { table in
      table.owner == .column && table.person == nil && table.key == ["id"]
        && draft.tables.contains { other in other.references.count { $0.parent == table.name } == 1 }
    }
    return able.isEmpty || !dice.happens(60) ? nil : dice.one(of: able)
  }

  /// Whether one way by keys, and none that is as short, leads from a row to what it is at.
  private func leads(_ table: DraftTable, to level: DraftTable) -> Bool {
    if table.name == level.name { return true }
    var ends = [table.name: 1]
    for _ in draft.tables {
      var next: [QualifiedName: Int] = [:]
      for (name, ways) in ends {
        for key in draft.tables.first(where: { $0.name == name })?.references ?? [] where key.parent != name {
          next[key.parent, default: 0] += ways
        }
      }
      if let ways = next[level.name] { return ways == 1 }
      ends = next
    }
    return false
  }

  private mutating func schema() -> SchemaClause {
    func names(_ owner: DraftTable.Owner) -> [String] { draft.tables.filter { $0.owner == owner }.map(\.name.name) }
    var clauses = [OwnershipClause(.column(Draft.tenantColumn)), OwnershipClause(.inferred)]
    if !names(.shared).isEmpty { clauses.append(OwnershipClause(.shared, patterns: names(.shared))) }
    if !names(.internal).isEmpty {
      let insiders = far.map(\.name).filter { _ in dice.happens(50) }
      clauses.append(OwnershipClause(.internal, patterns: names(.internal), roles: insiders))
    }
    if !draft.tables.contains(where: \.hasTenantColumn) { clauses.removeFirst() }
    return SchemaClause(Draft.schema, ownerships: clauses)
  }

  private mutating func rules(for table: DraftTable, _ level: DraftTable?) -> TableRules {
    var maker = RuleMaker(dice.split(), table, draft, roles, isAtLevel: level.map { leads(table, to: $0) } ?? false)
    var rules = maker.make()
    if case .through(let column) = table.owner, dice.happens(40) {
      rules.ownership = OwnershipClause(.through([column]))
    }
    return rules
  }

  private mutating func support(_ policy: inout Policy) {
    let giver = dice.one(of: own).name
    own.append(RoleClause("helper"))
    policy.support = [SupportClause("helper", grantedBy: giver, upTo: .hours(8))]
  }

  /// What a role gives comes with all that it inherits.
  private mutating func promotion() -> MayGrantClause {
    let able = own.filter { $0.name != "helper" }
    let readers = far.map(\.name).filter { _ in dice.happens(15) }
    var given: [String] = []
    var open = [dice.one(of: able).name]
    while let next = open.popLast() {
      // What is held without a person nobody is given.
      if !given.contains(next), able.contains(where: { $0.name == next }) { given.append(next) }
      open += able.first { $0.name == next }?.inherits ?? []
    }
    return MayGrantClause(dice.one(of: able).name, roles: given.sorted(), readers: readers)
  }

  /// What no rule allows, and no key does, never happens.
  private mutating func claims(_ policy: Policy) -> [NeverClause] {
    let isQuiet = draft.tables.allSatisfy { table in
      table.references.allSatisfy { $0.onDelete != .cascade && $0.onDelete != .setNull }
    }
    guard isQuiet else { return [] }
    return policy.tables.flatMap { clause -> [NeverClause] in
      let allowed = Set(clause.rules.allows.flatMap(\.commands))
      let free = Command.allCases.filter { !allowed.contains($0) }
      return clause.rules.allows.isEmpty || free.isEmpty || !dice.happens(30)
        ? [] : [NeverClause([dice.one(of: free)], on: clause.patterns)]
    }
  }
}
