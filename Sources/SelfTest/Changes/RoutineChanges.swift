import SQLSyntax
import SchemaModel

extension Routine {
  /// The table that it writes.
  var table: QualifiedName? {
    switch body {
    case .update(let update): update.table
    case .delete(let delete): delete.table
    case .query: nil
    }
  }
}

extension Routine.Body {
  func withWrongCondition(_ change: PredicateChange) -> [Routine.Body] {
    switch self {
    case .query(let query):
      return change.variants(of: query).map(Routine.Body.query)
    case .update(let update):
      return change.variants(of: update.condition).map { update.where($0) }
    case .delete(let delete):
      return change.variants(of: delete.condition).map { delete.where($0) }
    }
  }

  /// With nothing asked but for the key; nil where nothing else was.
  var byKeyAlone: Routine.Body? {
    switch self {
    case .query: nil
    case .update(let update): update.condition.keyAlone(of: update.alias).map { update.where($0) }
    case .delete(let delete): delete.condition.keyAlone(of: delete.alias).map { delete.where($0) }
    }
  }

  var words: String {
    switch self {
    case .query(let query): query.sql
    case .update(let update): "WHERE \(update.condition.sql)"
    case .delete(let delete): "WHERE \(delete.condition.sql)"
    }
  }
}

extension RowUpdate {
  fileprivate func `where`(_ condition: Expression) -> Routine.Body {
    var copy = self
    copy.condition = condition
    return .update(copy)
  }
}

extension RowDelete {
  fileprivate func `where`(_ condition: Expression) -> Routine.Body {
    var copy = self
    copy.condition = condition
    return .delete(copy)
  }
}

extension Expression {
  /// The parts of a condition that compare a column of the row with an argument; nil where those are all there are.
  fileprivate func keyAlone(of alias: String) -> Expression? {
    guard case .and(let parts) = self else { return nil }
    let keys = parts.filter {
      if case .binary(.column(_, alias), .equal, .parameter) = $0 { true } else { false }
    }
    return keys.isEmpty || keys.count == parts.count ? nil : .all(keys)
  }
}
