import Diagnostics
import SQLSyntax
import SchemaModel

extension Plan {
  /// The steps that lead from this plan to another; none where both are the same.
  ///
  /// What narrows comes first: privileges and objects go in the opposite order of installation, then what is new comes in
  /// that order. The way back is the same question with the plans swapped.
  package func steps(to new: Plan) -> [LayeredStep] {
    let old = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
    let wanted = Dictionary(new.objects.map { ($0.key, $0) }) { first, _ in first }
    var altered: [String: Step] = [:]
    var replaced: Set<String> = []
    for object in new.objects {
      guard let before = old[object.key], !before.same(as: object) else { continue }
      if let step = object.alteration(from: before) { altered[object.key] = step } else { replaced.insert(object.key) }
    }
    // What stands on something that is replaced is replaced with it.
    for object in new.objects where !object.needs.allSatisfy({ !replaced.contains($0) }) { replaced.insert(object.key) }
    let goes = objects.filter { wanted[$0.key] == nil || replaced.contains($0.key) }
    let comes = new.objects.filter { old[$0.key] == nil || replaced.contains($0.key) }
    let (revoked, granted) = grantChange(to: new, replaced: goes)

    if !EngineCapabilities.of((objects.isEmpty ? new : self).dialect).transactionalDDL {
      let change = ApartChange(goes: goes, comes: comes, altered: altered, replaced: replaced, locked: new.locked)
      return change.preconditions + revoked.map { LayeredStep(layer: .grants, step: $0) }
        + change.steps(in: new.objects)
        + granted.map { LayeredStep(layer: .grants, step: $0) }
    }
    var steps: [LayeredStep] = revoked.map { LayeredStep(layer: .grants, step: $0) }
    let leaving = Set(goes.map(\.key))
    for object in goes.reversed() where !object.goesWithItsRole(leaving) {
      steps += object.remove.map { LayeredStep(layer: object.layer, step: $0) }
    }
    let open = locked.intersection(new.locked).intersection(Set((goes + comes).flatMap(\.readsAll))).sorted()
    let alterations = new.objects.compactMap { object in
      altered[object.key].map { LayeredStep(layer: object.layer, step: $0) }
    }
    steps = bracket(
      steps + alterations
        + comes.flatMap { object in
          object.create.map { LayeredStep(layer: object.layer, step: $0) }
        }, open)
    steps += granted.map { LayeredStep(layer: .grants, step: $0) }
    return steps.isEmpty ? [] : [LayeredStep(layer: .roles, step: Self.guarded)] + Self.gatheringRoles(steps)
  }

  /// Roles that may be missing are looked for once, not one by one.
  private static func gatheringRoles(_ steps: [LayeredStep]) -> [LayeredStep] {
    var names: [String] = []
    for case .createRoles(let roles) in steps.map(\.step.statement) { names += roles }
    guard let first = steps.firstIndex(where: { if case .createRoles = $0.step.statement { true } else { false } })
    else { return steps }
    var gathered = steps
    gathered[first].step = Step(
      .createRoles(names),
      "Roles belong to the cluster, and CREATE ROLE has no IF NOT EXISTS: the missing ones are made")
    return gathered.enumerated().filter { index, item in
      if case .createRoles = item.step.statement { index == first } else { true }
    }.map(\.element)
  }

  private static let guarded = Step(
    .guardTransaction, "Rows that a policy hides must stop a migration, and nothing may hang on the caller's path")

  /// Row security of a table that stays under it hides rows from the owner's own statements: FORCE is lifted around them.
  private func bracket(_ steps: [LayeredStep], _ tables: [QualifiedName]) -> [LayeredStep] {
    guard !tables.isEmpty else { return steps }
    let before = tables.map {
      LayeredStep(
        layer: .keys, step: Step(.alterTable($0, .noForce), "Every row of \($0) must be seen by what follows"))
    }
    let after = tables.map {
      LayeredStep(layer: .keys, step: Step(.alterTable($0, .force), "\($0) binds its owner again"))
    }
    return before + steps + after
  }

  private func grantChange(to new: Plan, replaced: [PlannedObject]) -> (revoked: [Step], granted: [Step]) {
    let renewed = Set(replaced.compactMap(\.securable))
    let gone = Set(grants.keys.filter { new.grants[$0] == nil && !renewed.contains($0.object) })
    let come = Set(new.grants.keys.filter { grants[$0] == nil || renewed.contains($0.object) })
    // GRANT … ON FUNCTION with several functions was not asked of CockroachDB's parser.
    let apart = (objects.isEmpty ? new : self).dialect == .cockroachdb
    return (
      GrantStatements.steps(for: grants.filter { gone.contains($0.key) }, revoke: true, routinesApart: apart),
      GrantStatements.steps(for: new.grants.filter { come.contains($0.key) }, revoke: false, routinesApart: apart)
    )
  }
}

/// A step with the part of the migration that it belongs to.
package struct LayeredStep: Hashable, Sendable {
  /// The part.
  package var layer: Layer
  /// The step.
  package var step: Step
  /// A step in a part.
  package init(layer: Layer, step: Step) { (self.layer, self.step) = (layer, step) }
}

extension PlannedObject {
  /// A membership needs no statement where its role goes: dropping the role ends it, and where another database of the
  /// cluster keeps the role, it keeps what the role inherits.
  func goesWithItsRole(_ leaving: Set<String>) -> Bool {
    key.hasPrefix("membership ") && needs.contains(where: leaving.contains)
  }

  /// The statement that changes the old object into this one in place; nil where it has to be made anew.
  func alteration(from old: PlannedObject) -> Step? {
    if let replacing = replacement(of: old) { return replacing }
    guard create.count == 1, old.create.count == 1, case .createPolicy(let new) = create[0].statement,
      case .createPolicy(let before) = old.create[0].statement,
      new.restrictive == before.restrictive, new.command == before.command,
      (new.using == nil) == (before.using == nil), (new.check == nil) == (before.check == nil)
    else { return nil }
    var step = create[0]
    step.statement = .alterPolicy(new)
    return step
  }

  /// OR REPLACE of a routine that keeps its arguments and result: policies that call it stay as they are.
  private func replacement(of old: PlannedObject) -> Step? {
    guard case .createRoutine(let new)? = create.first?.statement,
      case .createRoutine(let before)? = old.create.first?.statement,
      (new.name, new.parameters, new.result) == (before.name, before.parameters, before.result),
      create.dropFirst().map(\.statement) == old.create.dropFirst().map(\.statement)
    else { return nil }
    return create[0]
  }

  /// What its privileges are held on; dropping it drops them too.
  var securable: Securable? {
    for step in create {
      switch step.statement {
      case .createView(let name, _), .createTable(let name, _, _): return .relation(name)
      case .createFunction(let name, _, _): return .routine(name)
      case .createRoutine(let routine): return .routine(routine.name, routine.types)
      case .createSessionRoutine(let routine): return .routine(routine.name, routine.types)
      case .createPromotionRoutine(let routine): return .routine(routine.name, routine.types)
      case .createMemberRoutine(let routine): return .routine(routine.name, routine.types)
      case .createSchema(let name, _): return .schema(name)
      default: continue
      }
    }
    return nil
  }
}
