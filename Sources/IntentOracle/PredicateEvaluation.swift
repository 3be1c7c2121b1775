import PolicyModel

extension Oracle {
  /// The condition over one row; only TRUE allows.
  func evaluate(_ predicate: Predicate, _ row: Row, _ actor: Actor, _ world: World) -> Truth {
    func value(_ term: Term) -> Value {
      switch term {
      case .column(let name): row[name]
      case .literal(let literal): Value(literal)
      case .me: actor.principal ?? .null
      // A role that reaches all acts for no tenant, so whatever is said of the tenant is unknown.
      case .tenant: actor.tenant ?? .null
      case .now: .timestamp(world.now)
      }
    }
    func truth(_ predicate: Predicate) -> Truth {
      switch predicate {
      case .anything: .true
      case .compare(let left, let comparison, let right): Value.compare(value(left), comparison, value(right))
      // Nothing equals one of no constants, not even unknown; SQL has no such list, so this is ours to say.
      case .isIn(let term, let values): values.reduce(.false) { $0 || Value.equal(value(term), Value($1)) }
      // Whether there is a person is no more known than who it is.
      case .isNull(.me) where actor.principal == nil: .unknown
      case .isNull(let term): Truth(value(term) == .null)
      case .and(let parts): parts.reduce(.true) { $0 && truth($1) }
      case .or(let parts): parts.reduce(.false) { $0 || truth($1) }
      case .not(let part): !truth(part)
      }
    }
    return truth(predicate)
  }

  /// What binds everybody on the table: a requirement of the policy, except for the exempt, and the person.
  ///
  /// Exemption goes by identity: whoever is nobody is not exempt, whatever roles its login still has.
  func meetsFloor(_ actor: Actor, _ row: Row, _ table: ResolvedTable, _ world: World) -> Bool {
    owns(actor, row, table) && meetsRequirements(actor, row, table, world)
  }

  /// The requirements alone.
  func meetsRequirements(_ actor: Actor, _ row: Row, _ table: ResolvedTable, _ world: World) -> Bool {
    let held = actor.active ? roles(of: actor) : []
    return table.requires.allSatisfy { require in
      !held.isDisjoint(with: require.exempt) || evaluate(require.predicate, row, actor, world) == .true
    }
  }
}
