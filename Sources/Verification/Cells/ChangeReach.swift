import SchemaModel

/// Which tables a statement on one table may change: itself, and what the actions of foreign keys carry on to. Where a
/// trigger or a rule is on the way, anything may change.
///
/// It saves looking at all tables after each statement. What it misses, a definer routine in a default for example, the
/// look at all tables after the last statement of a caller finds.
struct ChangeReach {
  /// The catalog that is judged, with whatever stands there beside the plan.
  let found: SchemaSnapshot

  /// The tables; nil means all.
  func tables(from table: QualifiedName) -> Set<QualifiedName>? {
    var reached: Set<QualifiedName> = []
    var open = [table]
    while let name = open.popLast() {
      guard let known = found.table(name), known.triggers.isEmpty, known.rules.isEmpty else { return nil }
      guard reached.insert(name).inserted else { continue }
      // Rows of a partition are its parent's as well, and keys may name either.
      open += known.inherits + found.tables.filter { $0.inherits.contains(name) }.map(\.name)
      open += found.tables.filter { child in
        child.foreignKeys.contains { $0.parent == name && ($0.onDelete.changesRows || $0.onUpdate.changesRows) }
      }.map(\.name)
    }
    return reached
  }
}

extension KeyAction {
  /// Whether it changes rows of the table that the key belongs to.
  fileprivate var changesRows: Bool { self != .noAction && self != .restrict }
}
