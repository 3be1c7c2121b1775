import Diagnostics
import PolicyModel

extension ClauseComparison {
  /// Against whom each binding is claimed to hold: a claim that is given up lets through what nobody will notice.
  mutating func compareCallers() {
    for (kind, before) in old.bindings.claims.sorted(by: { $0.key > $1.key }) {
      guard let after = new.bindings.claims[kind] else { continue }
      let changes = [
        (before.subtracting(after), Effect.widened, "no longer claimed"),
        (after.subtracting(before), .narrowed, "now claimed"),
      ]
      for (callers, effect, words) in changes where !callers.isEmpty {
        let list = callers.sorted().map(\.rawValue).joined(separator: ", ")
        report(
          .binding, kind.rawValue, effect, "\(words) to hold against \(list) by \(kind.plural)",
          new.bindings.locations[kind] ?? .unknown)
      }
    }
  }
}
