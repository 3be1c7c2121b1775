import Verification

/// What became of a run.
package struct FuzzResult: Sendable {
  /// The policies that were installed and asked.
  package private(set) var policies = 0
  /// The cases that were made, those of a policy that nobody could install among them.
  package private(set) var drawn = 0
  /// The cells that were asked.
  package private(set) var cells = 0
  /// Those in which something was seen or done.
  package private(set) var allowed = 0
  /// The policies in which something differs.
  package internal(set) var failures: [FuzzFailure] = []
  /// The policies of each kind.
  package private(set) var kinds: [FuzzKind: Int] = [:]
  /// What the policies that were asked say.
  package private(set) var tally = ClauseTally()
  /// Why the others were refused, by id.
  package private(set) var refusals: [String: Int] = [:]
  /// What a proof would leave open, by the first words.
  package private(set) var open: [String: Int] = [:]
  /// The policies of which no cell was asked.
  package private(set) var silent = 0

  mutating func add(_ fuzzed: FuzzCase, _ outcome: FuzzOutcome, on major: Int) {
    drawn += 1
    switch outcome {
    case .refused(let ids): for id in Set(ids) { refusals[id, default: 0] += 1 }
    case .broken: policies += 1
    case .asked(let report):
      policies += 1
      kinds[fuzzed.kind(on: major), default: 0] += 1
      cells += report.cells
      allowed += report.allowed
      tally.add(fuzzed)
      if report.cells == 0 { silent += 1 }
      for reason in Set(report.unproven.map { Self.kind($0.reason) }) { open[reason, default: 0] += 1 }
    }
  }

  mutating func add(_ other: FuzzResult) {
    policies += other.policies
    drawn += other.drawn
    cells += other.cells
    allowed += other.allowed
    failures += other.failures
    kinds.merge(other.kinds, uniquingKeysWith: +)
    tally.add(other.tally)
    refusals.merge(other.refusals, uniquingKeysWith: +)
    open.merge(other.open, uniquingKeysWith: +)
    silent += other.silent
  }

  /// A reason without the names in it.
  private static func kind(_ reason: String) -> String {
    reason.split(separator: " ").filter { !$0.contains(".") && !$0.contains("\"") && !$0.contains("=") }.prefix(7)
      .joined(separator: " ")
  }

  /// The closing line.
  package var closing: String {
    "policies: \(policies), cells: \(cells), disagreements: \(failures.count)"
  }

  /// What the closing line rests on.
  package var table: [String] {
    // Most sorts of a large run happened once or twice.
    func list(_ counts: [String: Int]) -> String {
      let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      let rest = most.count > 20 ? ["\(most.count - 20) sorts more"] : []
      return (most.prefix(20).map { "\($0.value) × \($0.key)" } + rest).joined(separator: "; ")
    }
    return kinds.map { kind, count in "\(kind.words): \(count)" }.sorted() + [
      "clauses, by policies that have them: \(tally.words)",
      "refused: \(drawn - policies) of \(drawn) drawn (\(list(refusals)))",
      "cells in which something was seen or done: \(allowed); policies without a cell: \(silent)",
      "left open by the verifier, by policies: \(list(open))",
    ]
  }
}
