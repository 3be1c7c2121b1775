import Diagnostics
import Enforcement
import SQLSyntax
import SchemaModel

/// The clauses of the policy that asked for what a plan installs, by what a catalog calls it.
struct PlanClauses {
  /// Something that a catalog holds.
  enum Place: Hashable {
    case policy(String, on: QualifiedName)
    case constraint(String, on: QualifiedName)
    case column(String, on: QualifiedName)
    /// A table, view or sequence.
    case relation(QualifiedName)
    /// A routine; no two of a plan share a name.
    case routine(QualifiedName)
    case schema(String)
    case role(String)
    case grant(Grant, on: String)
  }

  private var places: [Place: SourceLocation] = [:]

  /// Reads the plan; where several clauses ask for one thing, the first one counts.
  init(_ plan: Plan) {
    for step in plan.objects.flatMap(\.create) { for place in step.statement.places { note(place, step.location) } }
    for (fact, reason) in plan.grants {
      let grant = Grant(role: fact.role, privilege: fact.privilege.rawValue, column: fact.column)
      guard let object = fact.object.place else { continue }
      note(.grant(grant, on: object.name), reason.location)
      // What nothing makes, a schema of the application's, is known by what is granted on it.
      note(object, reason.location)
    }
  }

  private mutating func note(_ place: Place, _ location: SourceLocation) {
    guard location.line > 0 else { return }
    let known = places[place]
    if known.map({ ($0.file, $0.line) > (location.file, location.line) }) ?? true { places[place] = location }
  }

  /// The clause of the first of these that has one.
  func location(_ wanted: [Place]) -> SourceLocation { wanted.lazy.compactMap { places[$0] }.first ?? .unknown }

  /// What a snapshot's object is.
  static func place(_ object: SchemaObject) -> Place? {
    if object.kind == "schema" { return .schema(object.name) }
    guard let name = QualifiedName(parsing: String(object.name.prefix { $0 != "(" })) else { return nil }
    return ["function", "procedure"].contains(object.kind) ? .routine(name) : .relation(name)
  }
}

extension PlanClauses.Place {
  /// The object's name, as privileges on it are looked for.
  var name: String {
    switch self {
    case .relation(let name): "\(name)"
    case .routine(let name): "\(name)()"
    case .schema(let name), .role(let name): name
    case .policy(let name, let table), .constraint(let name, let table), .column(let name, let table):
      "\(table) \(name)"
    case .grant(_, let name): name
    }
  }
}

extension Statement {
  /// What a catalog holds once the statement has run.
  fileprivate var places: [PlanClauses.Place] {
    switch self {
    case .createPolicy(let policy): [.policy(policy.name, on: policy.table)]
    case .alterTable(let table, let change): change.places(table)
    case .setOwner(.table(let name), _), .setOwner(.view(let name), _), .createView(let name, _),
      .createTable(let name, _, _):
      [.relation(name)]
    case .createFunction(let name, _, _): [.routine(name)]
    case .createRoutine(let routine): [.routine(routine.name)]
    case .createSchema(let name, _): [.schema(name)]
    case .createRoles(let names): names.map { .role($0) }
    case .grantRole(_, let member): [.role(member)]
    default: []
    }
  }
}

extension TableChange {
  fileprivate func places(_ table: QualifiedName) -> [PlanClauses.Place] {
    switch self {
    case .addColumn(let column, _), .setNotNull(let column), .setDefault(let column, _): [.column(column, on: table)]
    case .add(.foreignKey(let key)): [.constraint(key.name, on: table)]
    case .add(.check(let name, _)), .add(.unique(let name?, _)), .dropConstraint(let name):
      [.constraint(name, on: table)]
    default: [.relation(table)]
    }
  }
}

extension Securable {
  fileprivate var place: PlanClauses.Place? {
    switch self {
    case .relation(let name), .sequence(let name): .relation(name)
    case .routine(let name, _): .routine(name)
    case .schema(let name): .schema(name)
    default: nil
    }
  }
}
