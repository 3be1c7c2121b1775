package import PolicyModel
import SQLSyntax
package import SchemaModel

/// By what a role reaches a table with one command.
package enum AccessPath: Hashable, Sendable {
  /// A statement on the table itself.
  case table
  /// A statement on the table itself that names these columns alone.
  case columns([String])
  /// The generated view.
  case view(QualifiedName)
  /// A generated routine.
  case routine(QualifiedName)
}

/// The ways that a plan opens, read back from its own grants, memberships and routines: the rules that led to them are
/// nowhere repeated.
package struct AccessPaths: Sendable {
  private let plan: Plan
  private let names: Names
  /// The generated views by their tables.
  private let views: [QualifiedName: QualifiedName]
  /// The roles that each role is a member of.
  private let groups: [String: [String]]
  /// The routines by the table and the command that they carry out.
  private let routines: [Written: [QualifiedName]]

  private struct Written: Hashable {
    var table: QualifiedName
    var command: Command
  }

  /// Reads the plan.
  package init(_ plan: Plan) {
    self.plan = plan
    names = Names(policy: plan.name)
    views = plan.views
    var groups: [String: [String]] = [:]
    var routines: [Written: [QualifiedName]] = [:]
    for statement in plan.objects.flatMap(\.create).map(\.statement) {
      switch statement {
      case .grantRole(let group, let member): groups[member, default: []].append(group)
      case .createRoutine(let routine):
        switch routine.body {
        case .update(let update):
          routines[Written(table: update.table, command: .update), default: []].append(routine.name)
        case .delete(let delete):
          routines[Written(table: delete.table, command: .delete), default: []].append(routine.name)
        case .query: continue
        }
      default: continue
      }
    }
    self.groups = groups
    self.routines = routines
  }

  /// How the policy's role, with all that it inherits, reaches the table; empty where it does not.
  package func paths(of role: String, to table: QualifiedName, by command: Command) -> [AccessPath] {
    ways(of: closure(of: names.role(role)), to: table, by: command) { _ in true }
  }

  /// How a session of such roles reaches the table on a pool's login; empty where it does not. The login holds what all of
  /// them need, and the identity says which rows are whose; so a routine is a way where it sets nothing but what they may.
  /// - Parameters:
  ///   - roles: A role of the policy with all that it inherits.
  ///   - columns: What it may set, where the command is an update.
  package func pooledPaths(
    of roles: [String], columns: [String], to table: QualifiedName, by command: Command
  ) -> [AccessPath] {
    let own = self.routines(command, of: table).filter { routine in
      !Set(routine.roles).isDisjoint(with: roles) && Set(columns).isSuperset(of: routine.columns)
    }
    return ways(of: closure(of: names.pool), to: table, by: command) { name in own.contains { $0.name == name } }
  }

  private func ways(
    of held: Set<String>, to table: QualifiedName, by command: Command, isOpen: (QualifiedName) -> Bool
  ) -> [AccessPath] {
    let privilege = command.privilege
    var whole = false
    var columns: Set<String> = []
    var paths: [AccessPath] = []
    let view = views[table]
    let written = routines[Written(table: table, command: command), default: []]
    for fact in plan.grants.keys where held.contains(fact.role) {
      switch fact.object {
      case .relation(table) where fact.privilege == privilege:
        if let column = fact.column { columns.insert(column) } else { whole = true }
      case .relation(let name) where command == .select && fact.privilege == .select && name == view:
        paths.append(.view(name))
      case .routine(let name, _) where fact.privilege == .execute && written.contains(name) && isOpen(name):
        paths.append(.routine(name))
      default: continue
      }
    }
    let direct: [AccessPath] = whole ? [.table] : columns.isEmpty ? [] : [.columns(columns.sorted())]
    return direct + Set(paths).sorted { $0.name < $1.name }
  }

  /// The table's generated view, whoever may read it.
  package func view(of table: QualifiedName) -> QualifiedName? { views[table] }

  /// The routines that carry the command out, whoever may call them.
  package func routines(_ command: Command, of table: QualifiedName) -> [WriteRoutine] {
    plan.routines[table, default: []].filter { $0.command == command }
  }

  private func closure(of role: String) -> Set<String> {
    var found: Set<String> = []
    var open = [role]
    while let next = open.popLast() {
      if found.insert(next).inserted { open += groups[next, default: []] }
    }
    return found
  }
}

extension AccessPath {
  /// For a stable order.
  fileprivate var name: String {
    switch self {
    case .table, .columns: ""
    case .view(let name), .routine(let name): name.description
    }
  }
}

extension Command {
  /// The privilege that the command asks for.
  fileprivate var privilege: Privilege {
    switch self {
    case .select: .select
    case .insert: .insert
    case .update: .update
    case .delete: .delete
    }
  }
}
