package import Diagnostics
package import PolicyModel
import SQLSyntax
package import SchemaModel

extension Plan {
  /// Compiles the policy with the login binding, or throws what the engine cannot enforce.
  ///
  /// The engine is that of the snapshot unless another is named: one schema may be kept on PostgreSQL and on CockroachDB.
  package init(
    _ policy: ResolvedPolicy, snapshot: SchemaSnapshot, engine: Engine? = nil
  ) throws(DiagnosticsError) {
    var compiler = Compiler(policy: policy, snapshot: snapshot, engine: engine ?? policy.engine)
    compiler.refuseWhatCannotBe()
    try compiler.throwWhatWasRefused()
    compiler.addRoles()
    compiler.narrow()
    compiler.addIdentity()
    compiler.addKeys()
    compiler.addDirectories()
    compiler.addLevelPaths()
    compiler.addOwners()
    compiler.addFloors()
    compiler.addRules()
    compiler.addViews()
    if compiler.columnsByPolicy { compiler.addRoutines() }
    compiler.addGrants()
    compiler.refuseSameNames()
    try compiler.throwWhatWasRefused()
    self = compiler.plan
    objects = Layer.allCases.flatMap { layer in compiler.plan.objects.filter { $0.layer == layer } }
  }
}

/// Collects the objects of a plan, layer by layer.
struct Compiler {
  let policy: ResolvedPolicy
  let snapshot: SchemaSnapshot
  /// The engine that SQL is made for, and what it can do.
  let engine: Engine
  let can: EngineCapabilities
  let names: Names
  /// How sessions prove who they are.
  let binds: ResolvedBindings
  /// How an expression of a row policy asks who is there.
  let site: Site
  var plan: Plan
  var diagnostics: [Diagnostic] = []

  init(policy: ResolvedPolicy, snapshot: SchemaSnapshot, engine: Engine) {
    self.policy = policy
    self.snapshot = snapshot
    self.engine = engine
    // Where nothing is generated for the engine, the refusal says so before anything else is asked.
    can = EngineCapabilities(engine) ?? .postgresql
    names = Names(policy: policy.name)
    binds = policy.bindings
    site =
      can.subqueryInPolicy
      ? .policy
      : Site(row: nil, asks: .functions(Dictionary(uniqueKeysWithValues: policy.roles.map { ($0.name, $0.holders) })))
    plan = Plan(name: policy.name, dialect: can.dialect)
    plan.tables = Set(policy.tables.map(\.name))
    plan.locked = Set(policy.tables.filter { !isUnderGrantsAlone($0) }.map(\.name))
  }

  fileprivate func throwWhatWasRefused() throws(DiagnosticsError) {
    if !diagnostics.isEmpty { throw DiagnosticsError(diagnostics.sorted(by: Diagnostic.inReadingOrder)) }
  }

  mutating func add(
    _ key: String, _ layer: Layer, create: [Step], remove: [Step], needs: [String] = [],
    readsAll: [QualifiedName] = []
  ) {
    plan.objects.append(
      PlannedObject(key: key, layer: layer, create: create, remove: remove, needs: needs, readsAll: readsAll))
  }

  /// One statement that makes the thing and one that takes it back.
  mutating func add(
    _ key: String, _ layer: Layer, _ create: Statement, undo: Statement, _ purpose: String,
    _ location: SourceLocation = .unknown, hazard: Hazard? = nil, needs: [String] = [], readsAll: [QualifiedName] = []
  ) {
    add(
      key, layer, create: [Step(create, purpose, location, hazard: hazard)],
      remove: [Step(undo, "Takes back: \(purpose.prefix(1).lowercased() + purpose.dropFirst())", location)],
      needs: needs,
      readsAll: readsAll)
  }

  mutating func grant(
    _ privilege: Privilege, _ columns: [String]? = nil, on object: Securable, to roles: [String], _ purpose: String,
    _ location: SourceLocation = .unknown
  ) {
    let whole: [String?] = [nil]
    for role in roles {
      for (position, column) in (columns.map { $0.map(Optional.some) } ?? whole).enumerated() {
        plan.grants[GrantFact(role: role, privilege: privilege, column: column, object: object)] =
          GrantReason(purpose: purpose, location: location, position: position)
      }
    }
  }

  /// Whether the plan has the object already.
  func has(_ key: String) -> Bool { plan.objects.contains { $0.key == key } }

  /// Schemas that hold a classified table.
  var schemas: [String] { Set(policy.tables.map(\.name.schema)).sorted() }
  /// Database roles that inherit from none, and the pools': what all hold is granted to them.
  var roots: [String] {
    (binds.login ? policy.roles.filter(\.inherits.isEmpty).map { names.role($0.name) } : [])
      + (binds.pooled ? [names.pool] : [])
  }
  /// The database roles that the policy's roles act through: logins are members of their own, pools of one for all.
  func grantees(_ roles: [String]) -> [String] {
    (binds.login ? roles.map(names.role) : []) + (binds.pooled ? [names.pool] : [])
  }
  /// Whether who may use a column is not said by privileges alone: the engine has none on columns, or several principals
  /// share one login.
  var columnsByPolicy: Bool { !can.columnPrivileges || binds.pooled }
  /// Whether the role reaches every tenant.
  func reachesAll(_ role: String) -> Bool { policy.role(role)?.reach == .allTenants }
  /// The level that the role is held at.
  func level(_ role: String) -> String? { policy.role(role)?.level }
  /// The role and all that inherit from it.
  func holders(_ role: String) -> [String] { policy.role(role)?.holders ?? [role] }
}
