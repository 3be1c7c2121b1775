import AccessModel
import Enforcement
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// The ways that a plan opens, held against the access that the policy means: two answers that have to agree.
@Suite struct AccessPathTests {
  static let engines = [Engine(.postgresql, 18, 0), Engine(.cockroachdb, 25, 4)]

  @Test(arguments: Example.byLogin, engines)
  func thereIsAWayExactlyWhereThereIsAccess(_ example: Example, _ engine: Engine) throws {
    var policy = example.policy
    policy.bindings = []
    try Self.agree(ResolvedPolicy(policy, in: example.snapshot), example.snapshot, engine)
  }

  @Test(arguments: engines) func anInternalTableIsReachedByTheRolesThatItIsGivenTo(_ engine: Engine) throws {
    var policy = Example.freight.policy
    policy.tables.removeAll { $0.patterns == ["app.countries"] }
    policy.schemas[0].ownerships[2] = OwnershipClause(.internal, patterns: ["countries"], roles: ["auditor"])
    let resolved = try ResolvedPolicy(policy, in: Example.freight.snapshot)
    let cells = EffectiveAccess(resolved).matrix.filter { $0.table == QualifiedName("app", "countries") }
    #expect(cells.map(\.role) == Array(repeating: "auditor", count: 4))
    #expect(cells.map(\.command) == Command.allCases && cells.allSatisfy { $0.note == nil })
    try Self.agree(resolved, Example.freight.snapshot, engine)
  }

  static func agree(_ policy: ResolvedPolicy, _ snapshot: SchemaSnapshot, _ engine: Engine) throws {
    let paths = AccessPaths(try Plan(policy, snapshot: snapshot, engine: engine))
    let matrix = EffectiveAccess(policy).matrix
    #expect(!matrix.isEmpty)
    for table in policy.tables {
      for role in policy.roles {
        for command in Command.allCases {
          let means = matrix.contains { $0.role == role.name && $0.table == table.name && $0.command == command }
          let ways = paths.paths(of: role.name, to: table.name, by: command)
          // Rows that belong to a person are nobody's who reaches all: rights on the table open none of them.
          if role.reach == .allTenants && table.personColumn != nil { continue }
          #expect(ways.isEmpty != means, "\(role.name) \(command.rawValue) \(table.name): \(ways)")
        }
      }
    }
  }

  /// On a pool's login too, though all roles share its rights: the identity tells them apart.
  @Test(arguments: Example.all, engines)
  func aPoolHasAWayExactlyWhereThereIsAccess(_ example: Example, _ engine: Engine) throws {
    var policy = example.policy
    policy.bindings = [BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))]
    let resolved = try ResolvedPolicy(policy, in: example.snapshot)
    let paths = AccessPaths(try Plan(resolved, snapshot: example.snapshot, engine: engine))
    for cell in EffectiveAccess(resolved).matrix {
      let role = try #require(resolved.role(cell.role))
      let ways = paths.pooledPaths(of: role.closure, columns: cell.columns, to: cell.table, by: cell.command)
      #expect(!ways.isEmpty, "\(cell.role) \(cell.command.rawValue) \(cell.table)")
      #expect(paths.paths(of: cell.role, to: cell.table, by: cell.command).isEmpty, "no login holds the role")
    }
  }

  @Test func aPoolUpdatesWhatNotAllMayByRoutines() throws {
    var policy = Example.freight.policy
    policy.bindings = [BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))]
    let resolved = try ResolvedPolicy(policy, in: Example.freight.snapshot)
    let paths = AccessPaths(try Plan(resolved, snapshot: Example.freight.snapshot))
    let shipments = QualifiedName("app", "shipments")
    func ways(_ role: String) throws -> [AccessPath] {
      let cell = try #require(
        EffectiveAccess(resolved).matrix.first { $0.role == role && $0.table == shipments && $0.command == .update })
      return paths.pooledPaths(
        of: resolved.role(role)?.closure ?? [], columns: cell.columns, to: shipments, by: .update)
    }
    let margin = AccessPath.routine(QualifiedName("app_write", "shipments_set_margin"))
    #expect(try ways("manager").contains(margin) && !ways("clerk").contains(margin))
    #expect(
      paths.pooledPaths(of: ["viewer"], columns: [], to: shipments, by: .select).contains(
        .view(QualifiedName("app_view", "shipments"))))
  }

  @Test func hiddenColumnsAreReachedByViewsAndRoutinesWhereThereAreNoColumnPrivileges() throws {
    let plan = try CockroachPlan.of(.freight)
    let paths = AccessPaths(plan)
    let shipments = QualifiedName("app", "shipments")
    #expect(
      paths.paths(of: "viewer", to: shipments, by: .select) == [.view(QualifiedName("app_view", "shipments"))])
    #expect(
      paths.paths(of: "manager", to: shipments, by: .update) == [
        .routine(QualifiedName("app_write", "shipments_set_margin")),
        .routine(QualifiedName("app_write", "shipments_update")),
      ])
    #expect(paths.paths(of: "viewer", to: shipments, by: .delete).isEmpty)
  }
}
