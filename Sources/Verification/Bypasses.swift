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
  func unproven() -> [Unproven] { roles.flatMap(borrowed) + tables.compactMap(found.table).flatMap(carried) }

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

  private func definer(behind trigger: Definition) -> SchemaObject? {
    found.objects.first { routine in
      routine.kind == "function" && routine.text.contains("SECURITY DEFINER")
        && trigger.text.contains("EXECUTE FUNCTION \(routine.name.prefix { $0 != "(" })(")
    }
  }
}

extension SchemaObject {
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
    let open = Set(
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
