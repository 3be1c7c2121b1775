import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel

/// Layers that make up for each other, gone together. Each was named alone; together only what callers see or do counts.
enum LayerPairs {
  /// Pairs of mutants that were made of single layers.
  static func pairs(of installed: Installed) -> [Mutant] {
    installed.tables.flatMap { table in
      floorAndRules(table.name, installed) + grantAndRule(table.name, installed) + viewAndReader(table.name, installed)
        + checkAndPolicies(table.name, installed) + routineAndWriter(table.name, installed)
    }
  }

  /// The floor, with one rule that is open: the rule's reach was all that held. A rule of those who lack the privilege is no
  /// layer: whatever it says, the command is refused before (hidden columns on CockroachDB, which has no column privileges).
  private static func floorAndRules(_ table: QualifiedName, _ installed: Installed) -> [Mutant] {
    let policies = installed.policies.filter { $0.table == table }
    // New rows may have a floor of their own.
    let floors = policies.filter { $0.restrictive && $0.name.hasPrefix("floor") }.map { single($0.dropped, table) }
    guard let floor = floors.first else { return [] }
    let bare = floors.dropFirst().reduce(floor) { $0.and($1, by: "pair-floor-rule") }
    let requested = Set(installed.requestRoles.map(Grantee.role))
    return policies.filter { rule in
      !rule.restrictive && !requested.isDisjoint(with: rule.grantees)
        && installed.plan.grants.keys.contains { grant in
          grant.object == .relation(table) && grant.privilege.rawValue == rule.command.rawValue
            && rule.grantees.contains(.role(grant.role))
        }
    }.compactMap { rule in opened(rule).map { bare.and($0, by: "pair-floor-rule") } }
  }

  /// A privilege that no rule gives, with a policy that lets it through.
  private static func grantAndRule(_ table: QualifiedName, _ installed: Installed) -> [Mutant] {
    let floor = installed.policies.first { $0.table == table && $0.name == "floor" }
    let careless = RowPolicy(
      "careless", on: table, for: .delete, to: [.everybody], using: floor?.using ?? .bool(true), check: nil)
    let grant = Mutant(
      "pair", of: "\(table)", "\(installed.lowest) has DELETE",
      [.statement(.grant([.init(.delete)], on: [.relation(table)], to: [.role(installed.lowest)]))], asking: [table],
      names: ["\(table): ", "\(installed.lowest)=DELETE"])
    let policy = Mutant(
      "pair", of: careless.words, "added", [.statement(.createPolicy(careless))], asking: [table],
      names: careless.names)
    let isAllowed = installed.policies.contains {
      $0.table == table && $0.command == .delete && $0.grantees.contains(.role(installed.lowest))
    }
    return isAllowed ? [] : [grant.and(policy, by: "pair-grant-rule")]
  }

  /// A view without its condition, above a table without the floor and with an open policy for the view's owner.
  private static func viewAndReader(_ table: QualifiedName, _ installed: Installed) -> [Mutant] {
    guard let view = installed.plan.views[table], let query = installed.views.first(where: { $0.name == view })?.query,
      let below = behind(.view(table), installed)
    else { return [] }
    let open = Mutant(
      "pair", of: "view \(view)", "shows every row", [.replaceView(view, query.opened)], asking: [table],
      names: ["view \(view) is not as planned"])
    return [open.and(below, by: "pair-view-reader")]
  }

  /// A routine that acts on whatever has the key that it is given, of an owner whom no policy binds: the key of a row may be
  /// that of another tenant's.
  private static func routineAndWriter(_ table: QualifiedName, _ installed: Installed) -> [Mutant] {
    guard let below = behind(.routine(table), installed) else { return [] }
    return RoutineMutations.byKeyAlone.mutants(of: installed).filter { $0.layer == .routine(table) }
      .map { $0.and(below, by: "pair-routine-writer") }
  }

  /// What makes up for a layer, all of it gone: what was changed in the layer shows then, where it changes anything.
  static func behind(_ layer: MutatedLayer, _ installed: Installed) -> Mutant? {
    let parts: [Mutant]
    switch layer {
    case .restriction(let table):
      let rules = installed.policies.filter { $0.table == table && !$0.restrictive }
      parts = rules.compactMap { opened($0) }
    case .rule(let table):
      let floor = installed.policies.filter { $0.table == table && $0.restrictive && $0.name.hasPrefix("floor") }
      parts = floor.map { single($0.dropped, table) }
    case .view(let table):
      let reader = Grantee.role("\(installed.policy.name)__reader")
      let policies = installed.policies.filter { $0.table == table }
      let own = policies.filter { !$0.restrictive && $0.grantees.contains(reader) }
      parts = own.compactMap { opened($0) } + policies.filter(\.restrictive).map { single($0.dropped, table) }
    case .routine(let table):
      parts = installed.routines.filter { $0.table == table }.map { routine in
        single(OwnerMutations.bySuperuser(routine.name, routine.types, of: installed), table)
      }
    }
    return parts.first.map { first in parts.dropFirst().reduce(first) { $0.and($1, by: "behind") } }
  }

  /// A policy that lets everything through.
  private static func opened(_ policy: RowPolicy) -> Mutant? {
    var open = policy
    if policy.using != nil { open.using = .bool(true) }
    if policy.check != nil { open.check = .bool(true) }
    guard open != policy else { return nil }
    return Mutant(
      "pair", of: policy.words, "open", [.statement(.alterPolicy(open))], asking: [policy.table], names: policy.names)
  }

  /// WITH CHECK of the floor and of every rule that inserts or updates, open together. Where nobody inserts, or sets a column
  /// that one of them names, no row comes to be that they would refuse.
  private static func checkAndPolicies(_ table: QualifiedName, _ installed: Installed) -> [Mutant] {
    let checked = installed.policies.filter { $0.table == table && $0.check != nil }
    let named = checked.compactMap(\.check).reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    let rules = installed.tables.first { $0.name == table }?.rules ?? []
    let isHeld = rules.contains {
      $0.command == .insert || $0.command == .update && !named.isDisjoint(with: $0.columns)
    }
    guard isHeld, let floor = checked.first(where: \.restrictive) else { return [] }
    let others = checked.filter { $0 != floor }.compactMap { $0.open(using: false, check: true) }.map {
      single($0, table)
    }
    guard !others.isEmpty, let first = floor.open(using: false, check: true).map({ single($0, table) }) else {
      return []
    }
    return [others.reduce(first) { $0.and($1, by: "pair-checks") }]
  }

  private static func single(_ mutation: MutationOperator.Mutation, _ table: QualifiedName) -> Mutant {
    Mutant(
      "pair", of: mutation.object, mutation.change, mutation.statements, asking: [table], names: mutation.names)
  }
}
