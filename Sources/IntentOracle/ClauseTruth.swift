package import PolicyModel

extension Oracle {
  /// What one condition says of a row to an actor, apart from every other clause; nil where the actor does not have the role,
  /// or the row is out of the role's reach, so that the condition is not what decides.
  ///
  /// - Parameter reading: Whether the clause is about reading, which in a directory is of more rows than one's own.
  package func truth(
    of condition: Predicate, for role: String, _ actor: Actor, _ row: Row, _ world: World, reading: Bool = false
  ) -> Bool? {
    guard roles(of: actor).contains(role) else { return nil }
    guard
      reaches(actor, by: role, belonging(of: row, in: world), row, world)
        || (reading && lists(actor, by: role, row, world))
    else { return nil }
    return evaluate(condition, row, actor, world) == .true
  }
}
