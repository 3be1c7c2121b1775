import Diagnostics
import SchemaModel

/// Ways around the policies that the application's own migrations make. They stand in the plan's reference as well as in
/// what is judged, so no comparison finds them, and no cell asks them: whoever can take one makes the proof incomplete.
struct Bypasses {
  let found: SchemaSnapshot
  /// The database roles of the policy.
  let roles: [String]
  /// The tables that the policy guards.
  let tables: [QualifiedName]
  /// Routines and views of the plan: cells ask them, or triggers of the plan run them, and their texts are held against the
  /// plan.
  let planned: Set<QualifiedName>

  /// What stays open because of them, each by its name.
  func unproven() -> [Unproven] {
    roles.flatMap(borrowed) + tables.compactMap(found.table).flatMap { carried($0) + copied($0) } + setOff
  }

  /// What runs as somebody else, in a schema that the role may look into: also a view whose owner row security binds, for
  /// that is bound by the owner's rules and sees the owner's columns.
  private func borrowed(by role: String) -> [Unproven] {
    Exposure(of: role, in: found.visible(to: role, without: planned)).borrowed.map {
      Unproven(reason: "\($0.summary): \($0.notes.joined(separator: ", "))")
    }
  }

  /// What carries a table's rows elsewhere, or rewrites what is asked of it.
  private func carried(_ table: Table) -> [Unproven] {
    table.publications.map { Unproven(table: table.name, reason: "the publication \($0) carries its rows away") }
      + table.rules.map { Unproven(table: table.name, reason: "the rule \($0.name) rewrites what is asked of it") }
      + table.triggers.compactMap { trigger in
        definer(behind: trigger).flatMap {
          planned.contains($0.routine)
            ? nil
            : Unproven(
              table: table.name, reason: "the trigger \(trigger.name) runs \($0.name) with the rights of \($0.owner)")
        }
      }
  }

  /// A trigger with the caller's rights puts rows wherever the caller may write; where others read there, it is a way out.
  private func copied(_ table: Table) -> [Unproven] {
    let own = table.triggers.filter { trigger in
      guard let routine = routine(behind: trigger) else { return false }
      return !routine.isDefiner && !planned.contains(routine.routine) && routine.routine.schema != "bailiwick"
    }
    return own.flatMap { trigger in
      commons.map {
        Unproven(
          table: table.name,
          reason:
            "the trigger \(trigger.name) may carry rows to \($0), which requests write and read and no rule speaks of")
      }
    }
  }

  /// Tables of which the policy says nothing, and what requests hold on them.
  private var outside: [(table: Table, held: Set<String>)] {
    let known = Set(tables)
    let exposures = roles.map { Exposure(of: $0, in: found) }
    return found.tables.filter { !known.contains($0.name) && $0.name.schema != "bailiwick" }.map { table in
      (table, exposures.reduce(into: Set<String>()) { $0.formUnion($1.holds(table.grants)) })
    }
  }

  private var commons: [QualifiedName] {
    outside.filter { $0.held.contains("SELECT") && !$0.held.isDisjoint(with: ["INSERT", "UPDATE"]) }.map(\.table.name)
  }

  /// Triggers that requests set off by tables of which the policy says nothing, and that run as somebody else.
  private var setOff: [Unproven] {
    outside.filter { !$0.held.isDisjoint(with: ["INSERT", "UPDATE", "DELETE", "TRUNCATE"]) }.flatMap { table, _ in
      table.triggers.compactMap { trigger in
        definer(behind: trigger).map {
          Unproven(
            reason: "the trigger \(trigger.name) of \(table.name) runs \($0.name) with the rights of \($0.owner)")
        }
      }
    }
  }

  private func definer(behind trigger: Definition) -> SchemaObject? {
    routine(behind: trigger).flatMap { $0.isDefiner ? $0 : nil }
  }

  private func routine(behind trigger: Definition) -> SchemaObject? {
    found.objects.first { routine in
      routine.kind == "function"
        && trigger.text.contains("EXECUTE FUNCTION \(routine.name.prefix { $0 != "(" })(")
    }
  }
}

extension SchemaObject {
  /// Whether a routine runs as its owner.
  fileprivate var isDefiner: Bool { text.contains("SECURITY DEFINER") }
  /// The name of a routine without the types of its arguments.
  fileprivate var routine: QualifiedName {
    QualifiedName(parsing: String(name.prefix { $0 != "(" })) ?? QualifiedName("", name)
  }
}

extension SchemaSnapshot {
  /// The snapshot without what stands in schemas that the role may not look into, and without our own runtime schema,
  /// which is held against the plan word by word.
  fileprivate func visible(to role: String, without planned: Set<QualifiedName>) -> SchemaSnapshot {
    let names = Set(closure(of: role).map(\.name))
    let open = Self.ownSchemas.union(
      objects.filter { schema in
        schema.kind == "schema" && schema.name != "bailiwick"
          && schema.grants.compactMap(Grant.init(parsing:)).contains { grant in
            grant.privilege == "USAGE" && grant.role.map(names.contains) ?? true
          }
      }.map(\.name))
    var copy = self
    copy.objects = objects.filter { object in
      open.contains(object.routine.schema) && !planned.contains(object.routine)
    }
    return copy
  }
}
