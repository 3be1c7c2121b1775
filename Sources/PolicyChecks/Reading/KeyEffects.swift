import PolicyModel
import SchemaModel

/// What a foreign key does to a child when a rule is used on an ancestor.
struct KeyEffect {
  /// The table that the rule is for.
  var origin: QualifiedName
  /// The rule that sets it off.
  var rule: ResolvedRule
  /// The key whose action it is.
  var key: ForeignKey
  /// The table that it changes.
  var child: QualifiedName
  /// What happens to the child's rows.
  var command: Command
}

extension Subject {
  /// Every key action that somebody may set off, cascades followed to their end.
  var keyEffects: [KeyEffect] {
    resolved.tables.flatMap { table in
      table.rules.filter { !allowsNothing($0, on: table) }.flatMap { effects(of: $0, on: table) }
    }
  }

  private func effects(of rule: ResolvedRule, on table: ResolvedTable) -> [KeyEffect] {
    switch rule.command {
    case .select, .insert: []
    case .delete: deletes(of: rule, from: table.name)
    case .update: updates(of: rule, on: table)
    }
  }

  private func deletes(of rule: ResolvedRule, from origin: QualifiedName) -> [KeyEffect] {
    var effects: [KeyEffect] = []
    var seen: Set<QualifiedName> = [origin]
    var open = [origin]
    while let parent = open.popLast() {
      for (child, key) in keys(to: parent) {
        switch key.onDelete {
        case .noAction, .restrict: continue
        case .setNull, .setDefault:
          effects.append(KeyEffect(origin: origin, rule: rule, key: key, child: child, command: .update))
        case .cascade:
          if child == origin { continue }
          effects.append(KeyEffect(origin: origin, rule: rule, key: key, child: child, command: .delete))
          if seen.insert(child).inserted { open.append(child) }
        }
      }
    }
    return effects
  }

  /// Only a key whose referenced columns the rule lets change can act. The tenant itself never changes.
  private func updates(of rule: ResolvedRule, on table: ResolvedTable) -> [KeyEffect] {
    keys(to: table.name).filter { _, key in
      let changes = key.onUpdate == .cascade || key.onUpdate == .setNull || key.onUpdate == .setDefault
      return changes && key.parentColumns.contains { $0 != table.tenantColumn && rule.allColumns.contains($0) }
    }.map { child, key in
      KeyEffect(origin: table.name, rule: rule, key: key, child: child, command: .update)
    }
  }

  private func keys(to parent: QualifiedName) -> [(child: QualifiedName, key: ForeignKey)] {
    snapshot.tables.flatMap { table in
      table.foreignKeys.filter { $0.parent == parent }.map { (child: table.name, key: $0) }
    }
  }
}
