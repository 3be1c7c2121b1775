package import PolicyModel
package import SchemaModel

/// The meaning of a policy, evaluated over rows in memory.
///
/// It is written from the specification and from nothing that generates SQL, so that a database and this type are two
/// answers that have to agree. Predicted is the login binding, where each actor is a database role; where the engines
/// differ, `WholeTables.swift` says how and why.
///
/// ### Topics
/// - Rows: ``tenant(of:in:)``, ``sees(_:_:_:reading:)``
/// - Columns: ``readable(_:_:_:)``, ``shown(_:as:)``, ``view(_:_:_:)``
/// - Statements: ``select(_:_:_:)``, ``insert(_:_:writing:_:reading:)``, ``update(_:_:_:_:reading:by:)``,
///   ``delete(_:_:_:reading:by:)``
package struct Oracle: Sendable {
  /// The policy.
  package let policy: ResolvedPolicy
  /// The engine that is predicted.
  package let engine: Engine.Product
  private let tables: [QualifiedName: ResolvedTable]
  private let closures: [String: Set<String>]

  /// Creates an oracle.
  package init(_ policy: ResolvedPolicy, engine: Engine.Product = .postgresql) {
    (self.policy, self.engine) = (policy, engine)
    tables = Dictionary(policy.tables.map { ($0.name, $0) }) { first, _ in first }
    closures = Dictionary(policy.roles.map { ($0.name, Set($0.closure)) }) { first, _ in first }
  }

  /// The table of that name: asked for with every cell, so not looked for among all of them.
  func table(_ name: QualifiedName) -> ResolvedTable? { tables[name] }

  /// The roles of the actor with all they inherit. Privileges go by these whether or not the actor is somebody.
  package func roles(of actor: Actor) -> Set<String> {
    let held = actor.roles.compactMap { closures[$0] }
    return held.count == 1 ? held[0] : held.reduce(into: []) { $0.formUnion($1) }
  }

  /// The rules of the actor's roles for one command.
  func rules(_ actor: Actor, _ table: QualifiedName, _ command: Command) -> [ResolvedRule] {
    let held = roles(of: actor)
    return self.table(table)?.rules.filter { $0.command == command && held.contains($0.role) } ?? []
  }

  /// The columns of a rule for this actor: its own, and those that a seer among the actor's roles opens.
  func columns(of rule: ResolvedRule, _ actor: Actor) -> Set<String> {
    let held = roles(of: actor)
    return Set(rule.columns).union(rule.gated.filter { !held.isDisjoint(with: $0.seers) }.map(\.column))
  }

  /// The columns open to the actor in rows that the rule is about. Rules for the same rows that differ in their columns alone
  /// are one rule with all of them to whoever holds both: each column for itself is in a row that the other would allow.
  func columns(along rule: ResolvedRule, _ actor: Actor, _ table: ResolvedTable) -> Set<String> {
    guard let role = policy.role(rule.role), role.level == nil else { return columns(of: rule, actor) }
    return rules(actor, table.name, rule.command).filter { other in
      let holder = policy.role(other.role)
      return other.condition == rule.condition && other.resulting == rule.resulting && holder?.level == nil
        && holder?.reach == role.reach
    }.reduce(into: []) { $0.formUnion(columns(of: $1, actor)) }
  }
}
