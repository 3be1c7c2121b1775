import SQLSyntax
import SchemaModel

/// Where an expression stands: in a policy, or in a view or routine that joins the identity.
struct Site {
  /// How who is there is asked.
  enum Asking {
    /// By a column of the joined identity, which has this alias.
    case joined(String)
    /// By a subquery that the server evaluates once a statement.
    case subqueries
    /// By a function, where a policy may hold no subquery; each role with all that hold it.
    case functions([String: [String]])
  }
  /// The alias of the table's row; nil in a policy, where the row has none.
  var row: String?
  /// How who is there is asked.
  var asks: Asking
  /// Columns that a statement is about to give another value.
  var after: [String: Expression] = [:]
  /// In a policy of the table itself, on an engine that takes subqueries there.
  static let policy = Site(row: nil, asks: .subqueries)
  /// In a generated view or routine.
  static let view = Site(row: "t", asks: .joined("i"))

  func column(_ name: String) -> Expression { after[name] ?? .column(name, of: row) }

  /// A column of the identity.
  func identity(_ column: String, where condition: Expression? = nil) -> Expression {
    switch asks {
    case .joined(let alias): return .column(column, of: alias)
    case .subqueries:
      return .subquery(Query([.init(.column(column, of: "i"))], from: [.init(Names.identity, "i")], where: condition))
    case .functions:
      let functions = ["tenant_id": Names.actingTenant, "principal_id": Names.actingPrincipal]
      return .routine(functions[column] ?? Names.reachesAll, [])
    }
  }

  /// Whether the identity holds one of the roles, which are given closed under inheritance.
  func holds(_ roles: [String]) -> Expression {
    func gate(_ alias: String) -> Expression { .binary(.column("roles", of: alias), .overlaps, .texts(roles)) }
    switch asks {
    case .joined(let alias): return gate(alias)
    case .subqueries: return .subquery(Query([.init(gate("i"))], from: [.init(Names.identity, "i")]))
    case .functions(let holders):
      // A role's function is true for all that inherit from it, so those need none of their own.
      let first = roles.filter { role in
        !roles.contains { $0 != role && holders[$0, default: []].contains(role) }
      }
      return .any(first.map { .routine(Names.gate($0), []) })
    }
  }

  /// Whether there is an identity at all.
  var known: Expression { known(where: nil) }

  func known(where condition: Expression?) -> Expression {
    switch asks {
    case .joined: .bool(true)
    case .subqueries: .exists(Query([], from: [.init(Names.identity, "i")], where: condition))
    case .functions: .isNotNull(identity("reaches_all"))
    }
  }
}
