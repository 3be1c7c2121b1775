package import PolicyModel

extension Oracle {
  /// What one condition says of a row to an actor, apart from every other clause; nil where the actor does not have the role,
  /// or the row is out of the role's reach, so that the condition is not what decides.
  package func truth(
    of condition: Predicate, for role: String, _ actor: Actor, _ row: Row, _ world: World
  ) -> Bool? {
    guard roles(of: actor).contains(role), reaches(actor, by: role, belonging(of: row, in: world), row) else {
      return nil
    }
    return evaluate(condition, row, actor, world) == .true
  }
}
