import PolicyModel
import SchemaModel

/// Who is found among persons: told once a table, beside what each role reads of them.
extension ClauseComparison {
  mutating func compareDirectories(_ before: ResolvedTable, _ after: ResolvedTable) {
    func report(_ effect: Effect, _ sentence: String) {
      let location = (after.directory ?? before.directory)?.location ?? after.location
      self.report(.directory, "\(after.name)", effect, sentence, location)
    }
    switch (before.directory, after.directory) {
    case (nil, nil): return
    case (nil, let new?):
      report(.widened, "persons in \(after.name) are found by members of their tenants, \(new.words)")
    case (let old?, nil):
      report(.narrowed, "persons in \(after.name) are found by nobody else; they were, \(old.words)")
    case (let old?, let new?):
      if (old.members, old.person) != (new.members, new.person) {
        return report(.unknown, "who is found in \(after.name) is said \(new.words); it was \(old.words)")
      }
      let effect: Effect? =
        switch Formula(new.condition, .before).relation(to: Formula(old.condition, .before)) {
        case .same: nil
        case .narrower: .narrowed
        case .wider, .incomparable: .widened
        }
      if let effect { report(effect, "who is found in \(after.name) is said \(new.words); it was \(old.words)") }
    }
  }
}

extension ResolvedDirectory {
  /// For people.
  fileprivate var words: String {
    "by \(members).\(person)\(condition == .anything ? "" : " where \(condition)")"
  }
}
