package import PolicyModel

extension Oracle {
  /// Whether a row of the application's table counts: what it says of somebody is so. Nobody asks that, at no time.
  package func counts(_ row: Row, by members: ResolvedMembers) -> Bool {
    guard let condition = members.condition else { return true }
    return evaluate(condition, row, .nobody, World([], now: Moment(microseconds: 0))) == .true
  }
}
