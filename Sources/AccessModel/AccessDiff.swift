package import Diagnostics
package import PolicyModel
package import SchemaModel

/// One side of a comparison: a policy against the schema that it is for.
package struct AccessSide: Sendable {
  /// The policy, resolved.
  package let policy: ResolvedPolicy
  /// The schema.
  package let schema: SchemaSnapshot

  /// Resolves the policy, or throws all that is wrong with it.
  package init(_ policy: Policy, in schema: SchemaSnapshot) throws(DiagnosticsError) {
    self.policy = try ResolvedPolicy(policy, in: schema)
    self.schema = schema
  }
}

/// What changes between two policies, each against its own schema: effective access, not text.
package struct AccessDiff: Hashable, Sendable {
  /// Changes of cells, by role.
  package var access: [AccessChange]
  /// Changes of clauses.
  package var clauses: [ClauseChange]
  /// Cells granted on either side.
  package var cells: Int
  /// Cells that grant the same on both sides.
  package var same: Int

  /// Whether anybody may reach what they could not.
  package var widens: Bool { access.contains { $0.effect.widens } || clauses.contains(where: \.widens) }
  /// Whether nothing changes.
  package var isEmpty: Bool { access.isEmpty && clauses.isEmpty }

  /// Compares two policies.
  package init(from old: AccessSide, to new: AccessSide) {
    let (before, after) = (EffectiveAccess(old.policy), EffectiveAccess(new.policy))
    var merged: [Group: AccessChange] = [:]
    let keys = Set(before.cells.keys).union(after.cells.keys)
    var changed = 0
    for key in keys.sorted() {
      guard let change = Self.change(key, before.cells[key], after.cells[key]) else { continue }
      changed += 1
      let group = Group(change)
      if merged[group] == nil { merged[group] = change } else { merged[group]?.columns += change.columns }
    }
    // A change is of the whole command where no column of it is left out on either side.
    let columns = Dictionary(grouping: keys) { AccessKey(role: $0.role, table: $0.table, command: $0.command) }
    for (group, change) in merged {
      let key = AccessKey(role: change.role, table: change.table, command: change.command)
      merged[group]?.wholeCommand = columns[key]?.count == max(change.columns.count, 1)
    }
    access = merged.values.sorted(by: Self.inReadingOrder)
    clauses = ClauseComparison(old, new).changes()
    cells = keys.count
    same = keys.count - changed
  }

  /// What columns have to agree in to be told together.
  private struct Group: Hashable {
    var change: AccessChange
    init(_ change: AccessChange) {
      self.change = change
      self.change.columns = []
    }
  }

  private static func change(_ key: AccessKey, _ old: Access?, _ new: Access?) -> AccessChange? {
    func made(_ effect: Effect, undecided: Bool = false, at place: SourceLocation? = nil) -> AccessChange {
      AccessChange(
        role: key.role, table: key.table, command: key.command, columns: key.column.map { [$0] } ?? [],
        wholeCommand: false, effect: effect, before: old?.text, after: new?.text, undecided: undecided,
        origin: (new ?? old)?.origin,
        location: place ?? (new ?? old)?.location ?? .unknown)
    }
    guard let old else { return made(.gained) }
    guard let new else { return made(.lost) }
    guard let scope = new.scope.relation(to: old.scope) else { return made(.unknown) }
    let rows = scope.combined(with: new.formula.relation(to: old.formula))
    let place = rows == .same ? new.showingLocation ?? old.showingLocation : nil
    switch rows.combined(with: new.showing.relation(to: old.showing)) {
    case .same: return nil
    case .narrower: return made(.narrowed, at: place)
    case .wider: return made(.widened, at: place)
    case .incomparable: return made(.widened, undecided: true)
    }
  }

  private static func inReadingOrder(_ left: AccessChange, _ right: AccessChange) -> Bool {
    if left.role != right.role { return left.role < right.role }
    if left.table != right.table { return left.table < right.table }
    if left.command != right.command { return left.command < right.command }
    return (left.columns.first ?? "", left.effect.rawValue) < (right.columns.first ?? "", right.effect.rawValue)
  }
}
