package import PolicyModel
package import SchemaModel

extension Oracle {
  /// Whether the actor sees the row, and these columns of it.
  ///
  /// One rule has to allow it all. Privileges and policies add up apart, so a rule for some columns of many rows and a
  /// rule for many columns of some rows would give all columns of all rows; the meaning of a policy is each rule alone.
  package func sees(_ actor: Actor, _ row: Row, _ world: World, reading columns: [String] = []) -> Bool {
    sees(actor, row, belonging(of: row, in: world), world, reading: columns)
  }

  func sees(
    _ actor: Actor, _ row: Row, _ belonging: Belonging, _ world: World, reading columns: [String] = []
  ) -> Bool {
    guard let table = table(row.table), meetsRequirements(actor, row, table, world) else { return false }
    let own = owns(actor, row, table)
    return rules(actor, row.table, .select).contains { rule in
      ((own && reaches(actor, by: rule.role, belonging, row, world)) || lists(actor, by: rule.role, row, world))
        && self.columns(along: rule, actor, table).isSuperset(of: columns)
        && evaluate(rule.condition, row, actor, world) == .true
    }
  }

  /// What the actor may read of the column. A SELECT of the table is refused for anything but `full`.
  package func readable(_ actor: Actor, _ table: QualifiedName, _ column: String) -> Readability {
    let held = roles(of: actor)
    let reading = rules(actor, table, .select).filter { rule in
      rule.columns.contains(column) || rule.gated.contains { $0.column == column }
    }
    guard !reading.isEmpty, let resolved = self.table(table) else { return .refused }
    let hidden = resolved.hidden.filter { $0.column == column }
    // Whoever is excepted by one role and reads by another has no role that does both, and no more has who is excepted from
    // Hide by one and from a mask by another. Privileges are given to roles.
    func closed(_ gates: [ColumnGate]) -> ColumnGate? {
      gates.first { gate in
        gate.column == column
          && !gate.seers.contains { seer in
            held.contains(seer) && hidden.allSatisfy { $0.seers.contains(seer) }
              && reading.contains { policy.role(seer)?.closure.contains($0.role) == true }
          }
      }
    }
    if closed(hidden) != nil { return .hidden }
    // Hidden from some and masked for others: who sees it hidden sees no mask.
    if let mask = closed(resolved.masked)?.mask { return .masked(mask) }
    return .full
  }

  /// What the generated view shows for a value.
  package func shown(_ value: Value, as readability: Readability) -> Value {
    switch readability {
    case .full: value
    case .hidden, .refused: .null
    case .masked(let mask): mask.applied(to: value)
    }
  }

  /// Whether the actor may read the table's generated view: it or, where logins are shared, somebody has a rule that reads.
  package func mayReadView(_ actor: Actor, of table: ResolvedTable) -> Bool {
    let held = roles(of: actor)
    return table.rules.contains { $0.command == .select && (actor.shared || held.contains($0.role)) }
  }

  /// The rows that the generated view shows, column by column as the actor may see them.
  package func view(_ actor: Actor, _ table: QualifiedName, _ world: World) -> [Row] {
    world.rows[table, default: []].filter { sees(actor, $0, world) }.map { row in
      var result = row
      for column in row.values.keys {
        let open = sees(actor, row, world, reading: [column])
        result[column] = open ? shown(row[column], as: readable(actor, table, column)) : .null
      }
      return result
    }
  }

  /// Whether a SELECT of these columns runs; which rows it returns, `sees` says.
  ///
  /// No column stands for `count(*)`, which asks for a privilege on any one.
  package func select(_ actor: Actor, _ table: QualifiedName, _ columns: [String]) -> Outcome {
    guard let resolved = self.table(table), !isReadByView(resolved) else { return .refused(.privilege) }
    if actor.shared { return sharedLoginReads(columns, resolved) ? .done : .refused(.privilege) }
    let all = resolved.table.columns.map(\.name)
    func full(_ column: String) -> Bool { readable(actor, table, column) == .full }
    let allowed = columns.isEmpty ? all.contains(where: full) : columns.allSatisfy(full)
    return allowed ? .done : .refused(.privilege)
  }
}

extension Mask {
  /// The value under the mask, never more than half of it; NULL stays NULL. Characters are code points, as SQL counts.
  package func applied(to value: Value) -> Value {
    guard let text = value.characters else { return .null }
    let scalars = Array(text.unicodeScalars)
    switch self {
    case .keepLast(let count):
      var masked = String(repeating: "*", count: max(scalars.count - count, 0))
      masked.unicodeScalars.append(contentsOf: scalars.suffix(min(count, scalars.count / 2)))
      return .text(masked)
    }
  }
}
