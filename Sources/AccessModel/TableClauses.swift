import Diagnostics
import PolicyModel
import SchemaModel

extension ClauseComparison {
  mutating func compareTable(_ name: QualifiedName) {
    switch (old.table(name), new.table(name)) {
    case (nil, let table?):
      // Beyond its cells a new table grants nothing; which pattern took it in is worth a line where there are some.
      guard !table.rules.isEmpty else { return }
      report(
        .ownership, "\(name)", .gained, "\(name) is newly governed: \(table.classification.sentence)", table.location)
    case (let table?, nil):
      if newSchema.table(name) == nil {
        report(.ownership, "\(name)", .lost, "\(name) is gone", table.location)
      } else {
        report(
          .ownership, "\(name)", .unknown,
          "\(name) is no longer governed, but still there: nothing says who reaches it",
          table.location)
      }
    case (let before?, let after?):
      compareOwnership(before, after)
      comparePersons(before, after)
      compareDirectories(before, after)
      compareRequires(before, after)
      compareColumns(before, after)
      compareKeys(before, after)
    case (nil, nil): return
    }
  }

  private mutating func compareOwnership(_ before: ResolvedTable, _ after: ResolvedTable) {
    let (old, new) = (before.classification, after.classification)
    // Another column with the person is told with the persons.
    if case (.personal, .personal) = (old, new) { return }
    if old == new || (old.source != nil && old.source == new.source) { return }
    let effect: Effect =
      switch (old, new) {
      case (_, .internal), (.shared, _): .narrowed
      case (.internal, _), (_, .shared): .widened
      default: .unknown
      }
    report(.ownership, "\(after.name)", effect, "\(after.name) \(new.sentence); it \(past(old))", after.location)
  }

  private func past(_ classification: Classification) -> String {
    switch classification {
    case .tenants: "held the tenants"
    case .owned: "belonged to a tenant by \(classification.source ?? "")"
    case .personal(let column): "belonged to the person in \(column)"
    case .shared: "was shared"
    case .internal: "was internal"
    }
  }

  private mutating func comparePersons(_ before: ResolvedTable, _ after: ResolvedTable) {
    // No tenant is asked for a shared table's rows either.
    func isAcross(_ table: ResolvedTable) -> Bool { table.acrossTenants || table.classification == .shared }
    let (was, across) = (isAcross(before), isAcross(after))
    guard before.personColumn != after.personColumn || (after.personColumn != nil && was != across) else { return }
    let (effect, sentence): (Effect, String) =
      switch (before.personColumn, after.personColumn) {
      case (nil, let column?) where across && !was:
        (.widened, "belong to the person in \(column) instead of the tenant, whichever tenant that one acts for")
      case (nil, let column?): (.narrowed, "belong to the person in \(column)")
      case (let column?, nil): (.widened, "no longer belong to the person in \(column)")
      case (let first?, let second?) where first == second && across:
        (.widened, "belong to the person in \(first) whichever tenant that one acts for, no longer within the tenant")
      case (let first?, let second?) where first == second:
        (.narrowed, "belong to the person in \(first) within the tenant, no longer whichever that one acts for")
      case (let first, let second): (.unknown, "belong to the person in \(second ?? ""), were by \(first ?? "")")
      }
    let location = after.personColumn == nil ? before.personLocation : after.personLocation
    report(.personal, "\(after.name)", effect, "rows of \(after.name) \(sentence)", location)
  }

  /// What binds each role. Judged role by role, so that a requirement taken apart or moved about is no change.
  private mutating func compareRequires(_ before: ResolvedTable, _ after: ResolvedTable) {
    func floor(_ table: ResolvedTable, _ role: String) -> Formula {
      .conjunction(table.requires.filter { !$0.exempt.contains(role) }.map { Formula($0.predicate, .before) })
    }
    let roles = Set(old.roles.map(\.name)).union(new.roles.map(\.name)).sorted()
    var widened: [String] = []
    var narrowed: [String] = []
    // A role that is new or gone is judged by its cells.
    for role in roles where old.role(role) != nil && new.role(role) != nil {
      switch floor(after, role).relation(to: floor(before, role)) {
      case .same: continue
      case .narrower: narrowed.append(role)
      case .wider, .incomparable: widened.append(role)
      }
    }
    func words(_ table: ResolvedTable) -> String {
      let parts = table.requires.map { require in
        require.exempt.isEmpty
          ? "\(require.predicate)" : "\(require.predicate) except for \(names(Set(require.exempt)))"
      }
      return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
    }
    let location = after.requires.first?.location ?? before.requires.first?.location ?? after.location
    for (effect, roles) in [(Effect.widened, widened), (.narrowed, narrowed)] where !roles.isEmpty {
      report(
        .require, "\(after.name)", effect,
        "\(after.name) requires \(words(after)) of each row; it required \(words(before)) "
          + "(\(effect.rawValue) for \(names(Set(roles))))", location)
    }
  }

  /// What each column shows to each role, whether or not a rule lets it read: roles that are held together open a
  /// column for one another.
  private mutating func compareColumns(_ before: ResolvedTable, _ after: ResolvedTable) {
    let common = old.roles.filter { new.role($0.name) != nil }.map(\.name).sorted()
    for column in after.table.columns.map(\.name) where before.table.column(column) != nil {
      var changes: [(effect: Effect, showing: Showing, was: Showing, roles: [String])] = []
      for role in common {
        let was = before.showing(column, to: Set(old.role(role)?.closure ?? []))
        let showing = after.showing(column, to: Set(new.role(role)?.closure ?? []))
        let relation = showing.relation(to: was)
        guard relation != .same else { continue }
        let effect: Effect = relation == .narrower ? .narrowed : .widened
        if let index = changes.firstIndex(where: { $0.effect == effect && $0.showing == showing && $0.was == was }) {
          changes[index].roles.append(role)
        } else {
          changes.append((effect, showing, was, [role]))
        }
      }
      for change in changes {
        report(
          .column, "\(after.name)", change.effect,
          "\(after.name).\(column) is \(change.showing.text) to \(names(Set(change.roles))), was \(change.was.text)",
          after.clause(for: column) ?? before.clause(for: column) ?? after.location)
      }
    }
  }

  private mutating func compareKeys(_ before: ResolvedTable, _ after: ResolvedTable) {
    func crossings(_ table: ResolvedTable) -> [String: SourceLocation] {
      var found: [String: SourceLocation] = [:]
      for reference in table.references {
        if case .crossing = reference.kind { found[reference.key.name] = reference.location }
      }
      return found
    }
    let (were, are) = (crossings(before), crossings(after))
    for (key, location) in are.sorted(by: { $0.key < $1.key }) where were[key] == nil {
      report(.crossing, "\(after.name)", .widened, "\(key) of \(after.name) may leave the tenant", location)
    }
    for (key, location) in were.sorted(by: { $0.key < $1.key }) where are[key] == nil {
      guard after.table.foreignKeys.contains(where: { $0.name == key }) else { continue }
      report(.crossing, "\(after.name)", .narrowed, "\(key) of \(after.name) stays inside the tenant", location)
    }
    for key in after.table.foreignKeys.sorted(by: { $0.name < $1.name }) {
      let same = before.table.foreignKeys.first { $0.columns == key.columns && $0.parent == key.parent }
      let was = same?.onDelete ?? .noAction
      guard was.passesPolicies != key.onDelete.passesPolicies || (was.passesPolicies && was != key.onDelete) else {
        continue
      }
      report(
        .keyAction, "\(after.name)", key.onDelete.passesPolicies ? .widened : .narrowed,
        "deleting from \(key.parent) does \(key.onDelete.rawValue) on \(after.name) by \(key.name), whatever the rules "
          + "of \(after.name); it did \(was.rawValue)", after.location)
    }
  }
}

extension KeyAction {
  /// Whether it changes or deletes rows without asking their policies.
  fileprivate var passesPolicies: Bool { self != .noAction && self != .restrict }
}
