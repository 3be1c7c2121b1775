import PolicyModel
import SchemaModel

/// What constraints say, for rows of any tenant: keys are not filtered by what the actor sees.
///
/// NOT NULL and CHECK are not evaluated; a row is handed over whole.
extension Oracle {
  /// The constraint that the new row violates: unique keys, which a server looks at first, then foreign keys by name.
  func violation(of row: Row, _ belonging: Belonging, replacing old: Row?, in world: World) -> String? {
    guard let table = table(row.table)?.table else { return nil }
    func changed(_ columns: [String]) -> Bool {
      old.map { $0.values(of: columns) != row.values(of: columns) } ?? true
    }
    for key in [table.primaryKey].compactMap(\.self) + table.uniques where changed(key.columns) {
      let others = world.rows(of: row.table, where: key.columns, are: row.values(of: key.columns))
      if !key.columns.isEmpty, !others.isEmpty { return key.name }
    }
    for key in table.foreignKeys.sorted(by: { $0.name < $1.name }) where changed(key.columns) {
      if !holds(key, row, belonging, world) { return key.name }
    }
    guard let old else { return nil }
    return children(of: old, in: world).first { key, _ in
      changed(key.parentColumns) && (key.onUpdate == .noAction || key.onUpdate == .restrict)
    }?.key.name
  }

  /// Whether the reference leads to a row, and to one of the same tenant unless it is declared as crossing.
  ///
  /// NULL in any column is no reference. A row that refers to itself finds itself.
  private func holds(_ key: ForeignKey, _ row: Row, _ belonging: Belonging, _ world: World) -> Bool {
    let values = row.values(of: key.columns)
    if values.contains(.null) { return true }
    if key.parent == row.table,
      zip(row.values(of: key.parentColumns), values).allSatisfy({ Value.equal($0, $1) == .true })
    {
      return true
    }
    let parents = world.rows(of: key.parent, where: key.parentColumns, are: values)
    let reference = table(row.table)?.references.first { $0.key.name == key.name }
    switch reference?.kind {
    case .insideTenant?: return parents.contains { self.belonging(of: $0, in: world) == belonging }
    case .alreadyComposite?, .crossing?, nil: return !parents.isEmpty
    }
  }

  /// The key that keeps a row from going, over cascades, which ask no policy.
  func obstacle(toRemoving row: Row, in world: World) -> String? {
    let (held, going) = held(byRemoving: row, in: world)
    // NO ACTION looks once all is done, so a child that a cascade takes along does not hold. RESTRICT looks at once, but
    // the row itself is gone by then too.
    return held.filter { $0.key.onDelete == .restrict ? $0.child != row : !going.contains($0.child) }
      .map(\.key.name).min()
  }

  /// The key by which a row may stay that ``delete(_:_:_:reading:by:)`` says is gone: it is held by a child that another key
  /// takes along, and which key is looked at first depends on which was made first. PostgreSQL runs the triggers of a row in
  /// the order of their names (its documentation of triggers), and those of keys are named by the numbers that it counts.
  package func doubt(ofRemoving row: Row, in world: World) -> Outcome? {
    let (held, going) = held(byRemoving: row, in: world)
    return held.filter { $0.key.onDelete == .noAction && $0.child != row && going.contains($0.child) }
      .map(\.key.name).min().map(Outcome.violated)
  }

  /// The children that hold the row or one that goes with it, and all that go.
  private func held(byRemoving row: Row, in world: World) -> (held: [(key: ForeignKey, child: Row)], going: Set<Row>) {
    var going: Set<Row> = [row]
    var open = [row]
    var held: [(key: ForeignKey, child: Row)] = []
    while let next = open.popLast() {
      for (key, child) in children(of: next, in: world) {
        switch key.onDelete {
        case .noAction, .restrict: held.append((key, child))
        case .cascade: if going.insert(child).inserted { open.append(child) }
        // The key is emptied; whether the column may be NULL is not looked at here.
        case .setNull, .setDefault: continue
        }
      }
    }
    return (held, going)
  }

  /// The rows that refer to this one, with the key they do it by, in the order of keys.
  private func children(of row: Row, in world: World) -> [(key: ForeignKey, child: Row)] {
    policy.tables.flatMap { child in
      child.table.foreignKeys.filter { $0.parent == row.table }.flatMap { key in
        world.rows(of: child.name, where: key.columns, are: row.values(of: key.parentColumns)).map { (key, $0) }
      }
    }
  }
}
