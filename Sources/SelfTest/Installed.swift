package import Enforcement
package import PolicyModel
import SQLSyntax
package import SchemaModel
import Verification

/// What stands in a migrated database, as the values that it was made from: what operators look for their places in.
package struct Installed: Sendable {
  /// The plan.
  package let plan: Plan
  /// The policy that it was made for.
  package let policy: ResolvedPolicy
  /// The catalog, as the server printed it.
  package let found: SchemaSnapshot

  /// Reads a plan.
  package init(plan: Plan, policy: ResolvedPolicy, found: SchemaSnapshot) {
    (self.plan, self.policy, self.found) = (plan, policy, found)
  }

  /// Every statement that made it, in order.
  var statements: [Statement] { plan.objects.flatMap(\.create).map(\.statement) }

  var policies: [RowPolicy] {
    statements.compactMap { if case .createPolicy(let policy) = $0 { policy } else { nil } }
  }
  var views: [(name: QualifiedName, query: Query)] {
    statements.compactMap { if case .createView(let name, let query) = $0 { (name, query) } else { nil } }
  }
  var functions: [(name: QualifiedName, type: SQLType, query: Query)] {
    statements.compactMap {
      if case .createFunction(let name, let type, let query) = $0 { (name, type, query) } else { nil }
    }
  }
  var routines: [Routine] {
    statements.compactMap { if case .createRoutine(let routine) = $0 { routine } else { nil } }
  }
  var triggers: [TableTrigger] {
    statements.compactMap { if case .createTrigger(let trigger) = $0 { trigger } else { nil } }
  }
  var memberships: [(member: String, role: String)] {
    statements.compactMap { if case .grantRole(let role, let member) = $0 { (member, role) } else { nil } }
  }
  /// Constraints that the plan made, those inside new tables too.
  var constraints: [(table: QualifiedName, constraint: Constraint)] {
    statements.flatMap { statement -> [(QualifiedName, Constraint)] in
      switch statement {
      case .alterTable(let table, .add(let constraint)): [(table, constraint)]
      case .createTable(let table, _, let constraints): constraints.map { (table, $0) }
      default: []
      }
    }
  }
  /// Foreign keys of the plan by the names that the server has for them: one inside a new table may stand without its own.
  var keys: [(table: QualifiedName, key: ForeignKey)] {
    constraints.compactMap { table, constraint in
      guard case .foreignKey(let key) = constraint else { return nil }
      return found.table(table)?.foreignKeys.first { $0.columns == key.columns && $0.parent == key.parent }
        .map { (table, $0) }
    }
  }
  /// The cells that tell of a routine: calls of it where it writes a table, and whoever is who where it says that.
  func asked(aboutRoutine name: QualifiedName) -> (tables: Set<QualifiedName>, cells: CellChoice) {
    if let table = routines.first(where: { $0.name == name })?.table { return ([table], .calls(name)) }
    return (telling, .all)
  }
  /// Every routine of the plan with the types that tell it from others.
  var callables: [(name: QualifiedName, types: [SQLType])] {
    statements.compactMap { statement in
      switch statement {
      case .createFunction(let name, _, _): (name, [])
      case .createRoutine(let routine): (routine.name, routine.types)
      case .createSessionRoutine(let routine): (routine.name, routine.types)
      case .createPromotionRoutine(let routine): (routine.name, routine.types)
      default: nil
      }
    }
  }
  /// The tables of our own schema.
  var identityTables: [QualifiedName] {
    statements.compactMap { if case .createTable(let name, _, _) = $0 { name } else { nil } }
  }
  /// The application's tables.
  var tables: [ResolvedTable] { policy.tables }

  /// The roles that requests run as.
  var requestRoles: [String] {
    let own = policy.roles.map { "\(policy.name)_\($0.name)" } + ["\(policy.name)__pool"]
    return own.filter(plan.roles.contains)
  }
  /// The role that may least.
  var lowest: String {
    requestRoles.min { held($0) < held($1) } ?? ""
  }
  private func held(_ role: String) -> Int {
    plan.grants.keys.count { $0.role == role } + memberships.count { $0.member == role } * 1_000
  }
  /// The roles that nobody is.
  var owners: [String] {
    plan.roles.filter { $0.contains("__") && !requestRoles.contains($0) }.sorted() + ["bailiwick_owner"]
  }
  /// A superuser of the server.
  var superuser: String { found.roles.first { $0.attributes.contains("superuser") }?.name ?? "" }

  /// The columns of which an UPDATE tells what became of policies: those that a condition names, and of the others one of
  /// each kind that the same roles may set. Nil where something else was changed.
  func columnsToldApart(by changes: [TamperingStatement]) -> Set<String>? {
    let changed = changes.map(\.policy)
    guard let name = changed.first??.table, changed.allSatisfy({ $0?.table == name }),
      let table = tables.first(where: { $0.name == name })
    else { return nil }
    let conditions = (policies.filter { $0.table == name } + changed.compactMap { $0?.policy }).flatMap {
      [$0.using, $0.check].compactMap(\.self)
    }
    var told = conditions.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    let kinds = Dictionary(grouping: table.table.columns.map(\.name).filter { !told.contains($0) }) { column in
      Set(table.rules.filter { $0.command == .update && $0.columns.contains(column) }.map(\.role))
    }
    told.formUnion(kinds.values.compactMap(\.first))
    return told
  }

  /// Tables whose cells tell who is who: one of each kind, those with few columns first.
  var telling: Set<QualifiedName> {
    let read = tables.filter { table in table.rules.contains { $0.command == .select } }
      .sorted { ($0.table.columns.count, $0.name) < ($1.table.columns.count, $1.name) }
    func first(_ isOfKind: (ResolvedTable) -> Bool) -> QualifiedName? { read.first(where: isOfKind)?.name }
    let kinds = [
      first { $0.classification == .shared }, first { $0.personColumn != nil },
      first { $0.tenantColumn != nil && $0.personColumn == nil },
    ]
    return Set(kinds.compactMap(\.self))
  }
}
