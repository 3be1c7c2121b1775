import PolicyModel
import SQLSyntax
import SchemaModel

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
