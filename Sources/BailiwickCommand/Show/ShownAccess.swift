import AccessModel
import Diagnostics
import Enforcement
import PolicyModel
import SchemaModel

/// A policy held against a schema: whose the rows are, who may do what, and by which way.
struct ShownAccess {
  let policy: ResolvedPolicy
  /// Who asks, clause by clause.
  let declared: [BindClause]
  /// What the ways in are for.
  let engine: Engine
  /// The access of each role, closed under inheritance.
  let matrix: [MatrixCell]
  /// The ways that the compiled plan opens, or why none can be compiled.
  let paths: Result<AccessPaths, DiagnosticsError>

  init(_ policy: ResolvedPolicy, _ bindings: [BindClause], snapshot: SchemaSnapshot, engine: Engine) {
    self.policy = policy
    declared = bindings.isEmpty ? [BindClause(.login)] : bindings
    self.engine = engine
    matrix = EffectiveAccess(policy).matrix
    do throws(DiagnosticsError) {
      paths = .success(AccessPaths(try Plan(policy, snapshot: snapshot, engine: engine)))
    } catch { paths = .failure(error) }
  }

  /// The cell of a role, a table and a command; nil where nothing is allowed.
  func cell(_ role: ResolvedRole, _ table: ResolvedTable, _ command: Command) -> MatrixCell? {
    matrix.first { $0.role == role.name && $0.table == table.name && $0.command == command }
  }
}

extension ResolvedTable {
  /// What the table is, for people.
  var whatItIs: String {
    let whose =
      switch classification {
      case .tenants: "the tenants, by \(tenantColumn ?? "")"
      case .owned(let column, .column): "the tenant's, by \(column)"
      case .owned(_, .generated(let path)):
        "the tenant's, through "
          + path.map { "\($0.key.columns.joined(separator: ", ")) to \($0.parent)" }.joined(separator: ", then ")
      case .personal: "no tenant's"
      case .shared: "shared"
      case .internal: "internal"
      }
    let found = directory.map { found in
      let which = found.condition == .anything ? "" : " where \(found.condition)"
      return "; found by members of their tenants, by \(found.members).\(found.person)\(which)"
    }
    return personColumn.map {
      acrossTenants ? "\(whose), but the person's across tenants, by \($0)" : "\(whose), and the person's, by \($0)"
    }.map { $0 + (found ?? "") } ?? whose
  }
}

extension Basis {
  /// For people.
  var words: String {
    switch self {
    case .named: "said of the table"
    case .schema: "said of the schema"
    case .inferred: "inferred"
    case .parent: "as its parent"
    }
  }
}
