import PolicyModel
import SQLSyntax
import SchemaModel

/// Where an expression stands: in a policy, or in a view that joins the identity.
struct Site {
  /// The alias of the table's row; nil in a policy, where the row has none.
  var row: String?
  /// The alias of the joined identity; nil where it has to be asked.
  var identity: String?
  /// In a policy of the table itself.
  static let policy = Site(row: nil, identity: nil)
  /// In a generated view.
  static let view = Site(row: "t", identity: "i")

  func column(_ name: String) -> Expression { .column(name, of: row) }

  /// A column of the identity: of the joined row, or by a subquery that the server evaluates once a statement.
  func identity(_ column: String, where condition: Expression? = nil) -> Expression {
    if let identity { return .column(column, of: identity) }
    return .subquery(Query([.init(.column(column, of: "i"))], from: [.init(Names.identity, "i")], where: condition))
  }

  /// Whether the identity holds one of the roles, which are given closed under inheritance.
  func holds(_ roles: [String]) -> Expression {
    let gate = Expression.binary(.column("roles", of: identity ?? "i"), .overlaps, .texts(roles))
    if identity != nil { return gate }
    return .subquery(Query([.init(gate)], from: [.init(Names.identity, "i")]))
  }

  /// Whether there is an identity at all.
  var known: Expression {
    identity != nil ? .bool(true) : .exists(Query([], from: [.init(Names.identity, "i")]))
  }
}

extension Compiler {
  /// The predicate in SQL, three-valued as in the policy.
  func sql(_ predicate: Predicate, _ site: Site, _ table: Table) -> Expression {
    switch predicate {
    case .anything: .bool(true)
    case .compare(let left, let comparison, let right):
      .binary(
        sql(left, site, table, beside: right), BinaryOperator(comparison), sql(right, site, table, beside: left))
    case .isIn(let term, let values):
      .isIn(
        sql(term, site, table, beside: term), values.map { sql(.literal($0), site, table, beside: term) })
    case .isNull(let term): .isNull(sql(term, site, table, beside: term))
    case .and(let parts): .all(parts.map { sql($0, site, table) })
    case .or(let parts): .any(parts.map { sql($0, site, table) })
    case .not(.isNull(let term)): .isNotNull(sql(term, site, table, beside: term))
    case .not(let part): .not(sql(part, site, table))
    }
  }

  private func sql(_ term: Term, _ site: Site, _ table: Table, beside other: Term) -> Expression {
    switch term {
    case .column(let name): site.column(name)
    case .me: site.identity("principal_id")
    case .tenant: site.identity("tenant_id")
    case .now: .call(.statementTimestamp, [])
    case .literal(let literal): .literal(sql(literal, beside: other))
    }
  }

  /// Beside a column a text constant takes the column's type, so an enum's label needs no cast; elsewhere it says its own.
  private func sql(_ literal: Literal, beside other: Term) -> SQLLiteral {
    let untyped = if case .column = other { true } else { false }
    func text(_ value: String, _ type: SQLType) -> SQLLiteral { untyped ? .text(value) : .typed(value, type) }
    return switch literal {
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .decimal(let digits): .decimal(digits)
    case .text(let value): text(value, .text)
    case .uuid(let value): text(value, .uuid)
    case .timestamp(let value): text(value, .timestamptz)
    case .date(let value): text(value, .date)
    }
  }
}

extension BinaryOperator {
  init(_ comparison: Comparison) {
    self =
      switch comparison {
      case .equal: .equal
      case .notEqual: .notEqual
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      }
  }
}
