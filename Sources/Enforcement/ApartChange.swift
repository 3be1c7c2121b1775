import SQLSyntax
import SchemaModel

/// The order of a change whose statements are transactions of their own: after each of them nobody has more than before
/// the first or after the last.
struct ApartChange {
  let goes: [PlannedObject]
  let comes: [PlannedObject]
  let altered: [String: Step]
  let replaced: Set<String>
  /// Tables that stay under row security.
  let locked: Set<QualifiedName>

  /// What has to hold before anything goes. On PostgreSQL a refusal undoes what came before it; here nothing would.
  var preconditions: [LayeredStep] {
    goes.flatMap { object in
      object.remove.filter(\.refuses).map { LayeredStep(layer: object.layer, step: $0) }
    }
  }

  /// What grants goes first; then what is new and what changes in the order of installation; last go the restrictions of
  /// tables that stay guarded, and the functions and roles that they named until they were altered.
  func steps(in order: [PlannedObject]) -> [LayeredStep] {
    let late = Set(goes.filter { !replaced.contains($0.key) && goesLate($0) }.map(\.key))
    let coming = Set(comes.map(\.key))
    return removals(goes.filter { !late.contains($0.key) })
      + order.flatMap { object -> [LayeredStep] in
        if let step = altered[object.key] { return [LayeredStep(layer: object.layer, step: step)] }
        guard coming.contains(object.key) else { return [] }
        return object.create.map { LayeredStep(layer: object.layer, step: $0) }
      } + removals(goes.filter { late.contains($0.key) })
  }

  private func removals(_ objects: [PlannedObject]) -> [LayeredStep] {
    objects.reversed().flatMap { object in
      object.remove.filter { !$0.refuses }.map { LayeredStep(layer: object.layer, step: $0) }
    }
  }

  private func goesLate(_ object: PlannedObject) -> Bool {
    if case .createPolicy(let policy)? = object.create.first?.statement {
      return policy.restrictive && locked.contains(policy.table)
    }
    return object.layer <= .identity
  }
}

extension Step {
  /// Whether it may stop the migration because of what is there.
  fileprivate var refuses: Bool { if case .refuse = statement { true } else { false } }
}
