import PolicyModel
import SchemaModel

/// Which rows a rule of a role is about before any condition: whose they are.
struct RowScope: Hashable {
  enum Tenancy: Hashable {
    /// The tenant's that the actor acts for, found by this column or path.
    case ownTenant(by: String)
    /// Every tenant's, found by this column or path; a row of no tenant is not among them.
    case allTenants(by: String)
    /// The person's rows of any tenant, found by this column or path; nil where they have none.
    case anyTenant(by: String?)
    /// Every row: of a shared table, or of an internal one for the roles that it is given to.
    case everybody
  }
  var tenancy: Tenancy
  /// The column with the person, where rows belong to one.
  var person: String?
  /// The level that the role is held at, and the column or path that says at what of it a row is.
  var level: Level?

  /// Where a directory finds further persons for whoever reads.
  var directory: Directory?

  struct Level: Hashable {
    var name: String
    var column: String
  }

  /// Memberships, whose place in the policy makes no difference.
  struct Directory: Hashable {
    var members: QualifiedName
    var person: String
    var condition: Predicate
    /// Whether members of every tenant are found.
    var ofAll: Bool
  }

  /// Nil on an internal table for a role that keeps to its tenant, and where rows belong to a person for a role that is held
  /// without one. A new row has to be of the tenant that its person acts
  /// for, also where others are theirs across tenants.
  init?(_ table: ResolvedTable, _ role: ResolvedRole, _ command: Command) {
    let reach = role.reach
    person = table.personColumn
    if role.anonymous && person != nil { return nil }
    if let name = role.level {
      guard let column = table.levelColumns[name] ?? table.levelPaths[name]?.words else { return nil }
      level = Level(name: name, column: column)
    }
    if table.acrossTenants && (command != .insert || table.tenantColumn == nil) {
      tenancy = .anyTenant(by: table.classification.source)
      if command == .select, let found = table.directory {
        directory = Directory(
          members: found.members, person: found.person, condition: found.condition, ofAll: reach == .allTenants)
      }
      return
    }
    guard let source = table.classification.source else {
      guard table.classification == .shared || reach == .allTenants else { return nil }
      tenancy = .everybody
      return
    }
    tenancy = reach == .allTenants ? .allTenants(by: source) : .ownTenant(by: source)
  }

  /// How these rows relate to those of an earlier scope; nil where another column decides, so that only data can tell.
  func relation(to old: RowScope) -> Relation? {
    let levels: Relation
    switch (old.level, level) {
    case (nil, nil): levels = .same
    case (nil, .some): levels = .narrower
    case (.some, nil): levels = .wider
    case (.some(let first), .some(let second)):
      guard first == second else { return nil }
      levels = .same
    }
    return directoryRelation(to: old).flatMap { found in
      tenantRelation(to: old).map { $0.combined(with: levels).combined(with: found) }
    }
  }

  private func directoryRelation(to old: RowScope) -> Relation? {
    switch (old.directory, directory) {
    case (nil, nil): return .same
    case (nil, .some): return .wider
    case (.some, nil): return .narrower
    case (.some(let first), .some(let second)):
      guard (first.members, first.person) == (second.members, second.person) else { return nil }
      let reach: Relation = first.ofAll == second.ofAll ? .same : second.ofAll ? .wider : .narrower
      return Formula(second.condition, .before).relation(to: Formula(first.condition, .before)).combined(with: reach)
    }
  }

  private func tenantRelation(to old: RowScope) -> Relation? {
    let tenants: Relation
    switch (old.tenancy, tenancy) {
    case (.ownTenant(let first), .ownTenant(let second)), (.allTenants(let first), .allTenants(let second)):
      guard first == second else { return nil }
      tenants = .same
    case (.ownTenant(let first), .allTenants(let second)):
      guard first == second else { return nil }
      tenants = .wider
    case (.allTenants(let first), .ownTenant(let second)):
      guard first == second else { return nil }
      tenants = .narrower
    case (.anyTenant(let first?), .anyTenant(let second?)):
      guard first == second else { return nil }
      tenants = .same
    // Which rows these are, the person alone says.
    case (.anyTenant, .anyTenant), (.everybody, .anyTenant), (.anyTenant, .everybody), (.everybody, .everybody):
      tenants = .same
    case (_, .anyTenant): tenants = .wider
    case (.anyTenant, _): tenants = .narrower
    case (_, .everybody): tenants = .wider
    case (.everybody, _): tenants = .narrower
    }
    switch (old.person, person) {
    case (nil, nil): return tenants
    case (nil, .some): return tenants.combined(with: .narrower)
    case (.some, nil): return tenants.combined(with: .wider)
    case (.some(let first), .some(let second)): return first == second ? tenants : nil
    }
  }

  /// The rows, for people, with the condition on them.
  ///
  /// That a role keeps to its tenant goes without saying where there is more to say.
  func rows(where condition: Predicate) -> String {
    let everyTenant =
      switch tenancy {
      case .allTenants: " of every tenant"
      case .anyTenant: ", whichever tenant they act for"
      case .ownTenant, .everybody: ""
      }
    let ownTenant = if case .ownTenant = tenancy { " of its tenant" } else { "" }
    let found = directory.map { ", and those of \($0.words)" } ?? ""
    let rows = (person == nil ? "rows" : "the person's own rows") + everyTenant + found
    if let level {
      let held = "\(rows) at a \(level.name) where the role is held"
      return condition == .anything ? held : "\(held), where \(condition)"
    }
    let comma = if case .anyTenant = tenancy { "," } else { "" }
    if condition != .anything { return "\(rows)\(comma) where \(condition)" }
    return person == nil ? "all \(rows)\(ownTenant)" : rows
  }
}

extension LevelPath {
  /// Keys by what they connect, since a name decides nothing.
  fileprivate var words: String {
    hops.map { "\($0.child) to \($0.parent)" }.joined(separator: ", then ") + ", by \(column)"
  }
}

extension RowScope.Directory {
  /// For people.
  var words: String {
    let which = condition == .anything ? "" : " where \(condition)"
    return "members of \(ofAll ? "any" : "the") tenant by \(members).\(person)\(which)"
  }
}

extension Classification {
  /// The column or path that leads to the tenant; keys are named by what they connect, since a name decides nothing.
  var source: String? {
    switch self {
    case .tenants: "its own key"
    case .owned(let column, .column): "the column \(column)"
    case .owned(_, .generated(let path)):
      path.map { "\($0.key.columns.joined(separator: ", ")) to \($0.parent)" }.joined(separator: ", then ")
    case .personal, .shared, .internal: nil
    }
  }

  /// For people.
  var sentence: String {
    switch self {
    case .tenants: "holds the tenants"
    case .owned(_, .column): "belongs to the tenant in \(source ?? "")"
    case .owned: "belongs to its parent's tenant, by \(source ?? "")"
    case .personal(let column): "belongs to the person in \(column)"
    case .shared: "is shared by every tenant"
    case .internal: "is internal"
    }
  }
}
