import SchemaModel
import Verification

extension ProofReport {
  /// From 0 to 100: of all cells, the share that belongs to proven tables, rounded down.
  ///
  /// A table counts with the cells that were asked of it and of its view, all of them where it is proven and none of them
  /// where it is refuted or unproven. So 100 means that every table is proven, one refuted cell costs its whole table, and
  /// what was never asked earns nothing. Where the policy claims callers whom its binding does not hold against, nothing
  /// that it claims is proven: 0. Accepting a finding changes no score.
  package var score: Int {
    guard report.overclaimed.isEmpty else { return 0 }
    let weighed = verdicts.map { table, verdict in
      // A table of which nothing was asked still counts as one cell that is missing.
      (verdict: verdict, cells: max(1, cells(of: table)))
    }
    let all = weighed.reduce(0) { $0 + $1.cells }
    let proven = weighed.filter { $0.verdict == .proven }.reduce(0) { $0 + $1.cells }
    return all == 0 ? 0 : proven * 100 / all
  }

  /// How many cells were asked of the table and of its view.
  func cells(of table: QualifiedName) -> Int {
    report.counts.filter { $0.relation == table || $0.relation == views[table] }.reduce(0) { $0 + $1.count.cells }
  }
}
