import PolicyModel
import SchemaModel
import Verification

/// The verifier is shown mutants of what it would call proven, and has to notice each.
package struct SelfTest: Sendable {
  let bench: Bench
  /// How many copies are looked at at once.
  let jobs: Int

  /// Creates a run.
  package init(_ bench: Bench, jobs: Int = 2) { (self.bench, self.jobs) = (bench, jobs) }

  /// Shows every mutant, and once more those that no cell showed, without the layer that makes up for what they lost.
  package func run(_ mutants: [Mutant]) async throws -> SelfTestResult {
    var trials = try await together(mutants.filter { !$0.isOfCluster })
    try await lookBehind(&trials)
    // Roles belong to the cluster: what is done to them reaches every copy, so nothing else is asked meanwhile.
    for mutant in mutants where mutant.isOfCluster {
      trials.append(try await bench.trial(of: mutant, in: "mutant_of_cluster"))
    }
    return SelfTestResult(trials: trials, control: try await control())
  }

  /// What stands there unchanged, after all that was done in copies and to roles: nothing may be noticed about it, and
  /// everything is asked.
  private func control() async throws -> Trial {
    var nothing = Mutant(
      "control", of: "nothing", "everything as it was installed", [],
      asking: Set(bench.installed.tables.map(\.name)), names: [])
    nothing.names = []
    return try await bench.trial(of: nothing, in: "control")
  }

  /// A layer whose loss shows by itself tells nothing of another one.
  private func lookBehind(_ trials: inout [Trial]) async throws {
    let silent = trials.indices.filter { trials[$0].cell == nil && trials[$0].mutant.layer != nil }
    let layers = Set(silent.compactMap { trials[$0].mutant.layer })
    let others = Dictionary(
      uniqueKeysWithValues: layers.compactMap { layer in
        LayerPairs.behind(layer, bench.installed).map { (layer, $0) }
      })
    let alone = try await together(Array(others.values))
    let quiet = Set(alone.filter { $0.cell == nil && $0.impossible == nil }.map(\.mutant))
    var places: [Int] = []
    var pairs: [Mutant] = []
    for index in silent {
      guard let layer = trials[index].mutant.layer, let other = others[layer], quiet.contains(other) else { continue }
      places.append(index)
      pairs.append(trials[index].mutant.and(other, by: trials[index].mutant.operation))
    }
    for (index, trial) in zip(places, try await together(pairs)) {
      trials[index].behind = trial.cell == nil ? .same(cells: trial.cells) : .shown
    }
  }

  /// All of them, in their order.
  private func together(_ mutants: [Mutant]) async throws -> [Trial] {
    var trials: [Int: Trial] = [:]
    try await withThrowingTaskGroup(of: (Int, Trial).self) { group in
      var next = 0
      func add() {
        guard next < mutants.count else { return }
        let (index, mutant) = (next, mutants[next])
        group.addTask { (index, try await bench.trial(of: mutant, in: "mutant_\(index)")) }
        next += 1
      }
      for _ in 0..<jobs { add() }
      for try await (index, trial) in group {
        trials[index] = trial
        add()
      }
    }
    return trials.sorted { $0.key < $1.key }.map(\.value)
  }
}
