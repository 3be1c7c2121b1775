package import Diagnostics
package import SQLSyntax
package import SchemaModel

/// The order in which a plan is installed; it is taken back in the opposite one, so nothing is open before it is guarded.
package enum Layer: Int, Hashable, Sendable, Comparable, CaseIterable {
  case roles, narrowing, identity, keys, owners, floors, locks, rules, views, routines, grants

  /// In the order of installation.
  package static func < (left: Layer, right: Layer) -> Bool { left.rawValue < right.rawValue }

  /// The heading of its part in a migration.
  package var title: String {
    switch self {
    case .roles: "Roles"
    case .narrowing: "Narrowing: what others hold"
    case .identity: "Identity"
    case .keys: "Tenant columns and keys, while the tables are not yet under row security"
    case .owners: "Owners"
    case .floors: "Floors: restrictive, for everybody, before anything that grants"
    case .locks: "Row security on"
    case .rules: "Rules: permissive, each with its own reach"
    case .views: "Views for columns"
    case .routines: "Routines for writes where columns count"
    case .grants: "Grants, last: nothing is open before it is guarded"
    }
  }
}

/// What a reviewer should know before a statement runs.
package enum Hazard: String, Hashable, Sendable, CaseIterable {
  /// Reads every row of the table while writers wait.
  case scansTable = "reads every row while writers wait"
  /// Writes every row of the table.
  case rewritesRows = "writes every row"
  /// Builds an index while writers wait.
  case buildsIndex = "builds an index while writers wait"
  /// Somebody may lose access that he has today.
  case closesAccess = "closes access that others may have today"
  /// Data that only Bailiwick keeps goes.
  case dropsData = "drops data that only Bailiwick keeps"
}

/// A statement with what a reviewer needs to judge it.
package struct Step: Hashable, Sendable {
  /// The statement.
  package var statement: Statement
  /// What it is for, one sentence without a full stop.
  package var purpose: String
  /// The clause that asks for it.
  package var location: SourceLocation
  /// What to know before it runs.
  package var hazard: Hazard?
  /// How to tell, after an interruption, whether it took effect.
  package var postcondition: Postcondition? { statement.postcondition }
  /// Creates a step.
  package init(_ statement: Statement, _ purpose: String, _ location: SourceLocation = .unknown, hazard: Hazard? = nil)
  {
    self.statement = statement
    self.purpose = purpose
    self.location = location
    self.hazard = hazard
  }
}

/// One thing that a plan puts into the database, with the statements that make it and those that take it back.
package struct PlannedObject: Hashable, Sendable {
  /// What it is and where, unique in a plan: `policy app.shipments floor`.
  package var key: String
  /// When it is installed.
  package var layer: Layer
  /// The statements that make it.
  package var create: [Step]
  /// The statements that take it back.
  package var remove: [Step]
  /// Keys of objects that cannot stand without this one as it is now.
  package var needs: [String] = []
  /// Tables whose every row the statements have to see.
  package var readsAll: [QualifiedName] = []

  /// Whether both are the same in the database; purposes and places do not count.
  func same(as other: PlannedObject) -> Bool {
    create.map(\.statement) == other.create.map(\.statement) && remove.map(\.statement) == other.remove.map(\.statement)
  }
}

/// A privilege of one role on one object, or on one column of it.
package struct GrantFact: Hashable, Sendable {
  /// The role.
  package var role: String
  /// The privilege.
  package var privilege: Privilege
  /// The column; nil means the whole object.
  package var column: String?
  /// The object.
  package var object: Securable
}

/// Why a privilege is held.
package struct GrantReason: Hashable, Sendable {
  /// One sentence.
  package var purpose: String
  /// The clause.
  package var location: SourceLocation
  /// Where a column stands among those that are granted together.
  package var position = 0
}

/// Everything that one policy puts into one database.
package struct Plan: Sendable {
  /// The policy's name.
  package var name: String
  /// Whose SQL its statements are to be written in.
  package var dialect = Dialect.postgresql
  /// The objects in the order of installation.
  package var objects: [PlannedObject] = []
  /// The privileges, installed last.
  package var grants: [GrantFact: GrantReason] = [:]
  /// The tables that the policy classifies.
  package var tables: Set<QualifiedName> = []
  /// Those of them under row security when the plan stands.
  package var locked: Set<QualifiedName> = []
  /// The generated routines by the tables that they write.
  package var routines: [QualifiedName: [WriteRoutine]] = [:]

  /// The plan of nothing: what stands before the first migration.
  package static let empty = Plan(name: "")
}

extension Statement {
  /// The table that the statement is about, if it is about one of the application's.
  package var table: QualifiedName? {
    switch self {
    case .alterTable(let name, _), .createIndex(_, let name, _, _, _), .backfill(let name, _, _, _, _),
      .dropPolicy(_, let name),
      .setOwner(.table(let name), _):
      name.schema == "bailiwick" ? nil : name
    case .createPolicy(let policy), .alterPolicy(let policy): policy.table
    case .grant(_, let objects, _, _), .revoke(_, let objects, _):
      if objects.count == 1, case .relation(let name) = objects[0], name.schema != "bailiwick" { name } else { nil }
    default: nil
    }
  }
}

extension Plan {
  /// The generated views by the tables that they show.
  package var views: [QualifiedName: QualifiedName] {
    var views: [QualifiedName: QualifiedName] = [:]
    for table in tables {
      let view = Names.view(of: table)
      if objects.contains(where: { $0.key == "view \(view)" }) { views[table] = view }
    }
    return views
  }

  /// The database roles that it makes.
  package var roles: Set<String> {
    var names: Set<String> = []
    for case .createRoles(let roles) in objects.flatMap(\.create).map(\.statement) { names.formUnion(roles) }
    return names
  }
}
