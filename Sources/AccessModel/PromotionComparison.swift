import Diagnostics
import PolicyModel

extension ClauseComparison {
  /// Who may give which role to others, taken apart to one giver and one role each: such a right is access to come.
  mutating func comparePromotions() {
    let (before, after) = (Right.all(old), Right.all(new))
    for right in before where !after.contains(where: { $0.words == right.words && $0.giver == right.giver }) {
      report(.promotion, right.giver, .lost, "\(right.giver) may no longer \(right.words)", right.location)
    }
    for right in after where !before.contains(where: { $0.words == right.words && $0.giver == right.giver }) {
      report(.promotion, right.giver, .gained, "\(right.giver) may \(right.words)", right.location)
    }
    if let was = old.promotions.support, let now = new.promotions.support, was.upTo != now.upTo {
      report(
        .promotion, now.role, was.upTo.seconds < now.upTo.seconds ? .widened : .narrowed,
        "support access lasts up to \(now.upTo.seconds) seconds, was \(was.upTo.seconds)", now.location)
    }
  }
}

/// A thing that one role may do to what others are.
private struct Right {
  var giver: String
  var words: String
  var location: SourceLocation

  static func all(_ policy: ResolvedPolicy) -> [Right] {
    let given = policy.promotions.rights.flatMap { right in
      right.givers.flatMap { giver in
        right.roles.map { Right(giver: giver, words: "give and take \($0) in its tenant", location: right.location) }
      }
        + right.readers.map { Right(giver: $0, words: "read who gave which role", location: right.location) }
    }
    let support = policy.promotions.support.map { support in
      support.givers.map {
        Right(giver: $0, words: "let in others as \(support.role)", location: support.location)
      }
    }
    return given + (support ?? [])
  }
}
