import SQLSyntax
import SchemaModel

extension Expression {
  /// Every copy of the expression in which one condition in it was changed: the whole, a part of AND, OR or NOT, or what a
  /// query inside it asks.
  func changingConditions(_ change: (Expression) -> [Expression]) -> [Expression] {
    var results = change(self)
    switch self {
    case .and(let parts):
      results += parts.eachChanged { $0.changingConditions(change) }.map(Expression.and)
    case .or(let parts):
      results += parts.eachChanged { $0.changingConditions(change) }.map(Expression.or)
    case .not(let part): results += part.changingConditions(change).map(Expression.not)
    default: results += changingInside(change)
    }
    return results
  }

  /// As above, where the expression is a value, which has no truth of its own.
  private func changingInside(_ change: (Expression) -> [Expression]) -> [Expression] {
    switch self {
    case .binary(let left, let op, let right):
      left.changingInside(change).map { .binary($0, op, right) }
        + right.changingInside(change).map { .binary(left, op, $0) }
    case .equalsAny(let value, let array):
      value.changingInside(change).map { .equalsAny($0, array) }
        + array.changingInside(change).map { .equalsAny(value, $0) }
    case .isNull(let part): part.changingInside(change).map(Expression.isNull)
    case .isNotNull(let part): part.changingInside(change).map(Expression.isNotNull)
    case .subquery(let query): query.changingConditions(change).map(Expression.subquery)
    case .arrayQuery(let query): query.changingConditions(change).map(Expression.arrayQuery)
    case .exists(let query): query.changingConditions(change).map(Expression.exists)
    case .when(let condition, let value, let otherwise):
      condition.changingConditions(change).map { .when($0, then: value, otherwise: otherwise) }
        + value.changingInside(change).map { .when(condition, then: $0, otherwise: otherwise) }
        + (otherwise?.changingInside(change) ?? []).map { .when(condition, then: value, otherwise: $0) }
    default: []
    }
  }

  /// Every copy in which one value anywhere in it was changed.
  func changingValues(_ change: (Expression) -> [Expression]) -> [Expression] {
    var results = change(self)
    func list(_ parts: [Expression], _ whole: ([Expression]) -> Expression) -> [Expression] {
      parts.eachChanged { $0.changingValues(change) }.map(whole)
    }
    switch self {
    case .and(let parts): results += list(parts, Expression.and)
    case .or(let parts): results += list(parts, Expression.or)
    case .row(let parts): results += list(parts, Expression.row)
    case .array(let parts): results += list(parts, Expression.array)
    case .call(let function, let parts): results += list(parts) { .call(function, $0) }
    case .not(let part): results += part.changingValues(change).map(Expression.not)
    case .isNull(let part): results += part.changingValues(change).map(Expression.isNull)
    case .isNotNull(let part): results += part.changingValues(change).map(Expression.isNotNull)
    case .binary(let left, let op, let right):
      results += list([left, right]) { .binary($0[0], op, $0[1]) }
    case .equalsAny(let value, let array): results += list([value, array]) { .equalsAny($0[0], $0[1]) }
    case .isIn(let value, let values): results += list([value] + values) { .isIn($0[0], Array($0.dropFirst())) }
    case .subquery(let query): results += query.changingValues(change).map(Expression.subquery)
    case .arrayQuery(let query): results += query.changingValues(change).map(Expression.arrayQuery)
    case .exists(let query): results += query.changingValues(change).map(Expression.exists)
    case .when(let condition, let value, let otherwise):
      results += list([condition, value] + (otherwise.map { [$0] } ?? [])) {
        .when($0[0], then: $0[1], otherwise: $0.count > 2 ? $0[2] : nil)
      }
    default: break
    }
    return results
  }
}

extension Expression {
  /// The names of all columns in its conditions, those of queries inside it too.
  var columns: Set<String> {
    var names: Set<String> = []
    _ = changingValues { part in
      if case .column(let name, _) = part { names.insert(name) }
      return []
    }
    return names
  }
}

extension TamperingStatement {
  /// The table whose policy it changes, and what the policy becomes; nil where it changes something else.
  var policy: (table: QualifiedName, policy: RowPolicy?)? {
    switch self {
    case .statement(.createPolicy(let policy)), .statement(.alterPolicy(let policy)): (policy.table, policy)
    case .statement(.dropPolicy(_, let table)): (table, nil)
    default: nil
    }
  }
}

extension Query {
  /// Every copy of the query in which one condition was changed, its own, one of a join, or one inside a value.
  func changingConditions(_ change: (Expression) -> [Expression]) -> [Query] {
    var results: [Query] = []
    for condition in condition?.changingConditions(change) ?? [] {
      var copy = self
      copy.condition = condition
      results.append(copy)
    }
    results += changingJoins { $0.changingConditions(change) }
    for (index, other) in unionAll.enumerated() {
      for changed in other.changingConditions(change) {
        var copy = self
        copy.unionAll[index] = changed
        results.append(copy)
      }
    }
    return results
  }

  /// Every copy of the query in which one value of its conditions was changed, those of its joins among them.
  func changingValues(_ change: (Expression) -> [Expression]) -> [Query] {
    var results: [Query] = []
    for condition in condition?.changingValues(change) ?? [] {
      var copy = self
      copy.condition = condition
      results.append(copy)
    }
    results += changingJoins { $0.changingValues(change) }
    for (index, other) in unionAll.enumerated() {
      for changed in other.changingValues(change) {
        var copy = self
        copy.unionAll[index] = changed
        results.append(copy)
      }
    }
    return results
  }

  private func changingJoins(_ change: (Expression) -> [Expression]) -> [Query] {
    from.indices.flatMap { index -> [Query] in
      let joins: [Source.Join] =
        switch from[index].join {
        case .first: []
        case .inner(let condition): change(condition).map { .inner(on: $0) }
        case .left(let condition): change(condition).map { .left(on: $0) }
        }
      return joins.map { join in
        var copy = self
        copy.from[index].join = join
        return copy
      }
    }
  }

  /// The query with every row: without its condition or, where it has none, with joins that hold for whatever they meet.
  var opened: Query {
    var open = self
    if condition != nil {
      open.condition = nil
      return open
    }
    for index in from.indices {
      if case .inner = from[index].join { open.from[index].join = .inner(on: .bool(true)) }
    }
    return open
  }

  /// Every copy of the query in which one output column was changed.
  func changingItems(_ change: (Expression) -> [Expression]) -> [Query] {
    items.indices.flatMap { index in
      change(items[index].value).map { value in
        var copy = self
        copy.items[index] = Item(value, as: items[index].name)
        return copy
      }
    }
  }
}

extension [Expression] {
  /// Copies of the list in which one element was changed.
  fileprivate func eachChanged(_ change: (Expression) -> [Expression]) -> [[Expression]] {
    indices.flatMap { index in
      change(self[index]).map { new in
        var copy = self
        copy[index] = new
        return copy
      }
    }
  }
}
