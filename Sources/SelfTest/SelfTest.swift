import PolicyModel
import SchemaModel
import Verification

/// The verifier is shown mutants of what it would call proven, and has to notice each.
package struct SelfTest: Sendable {
  let bench: Bench
  /// How many copies are looked at at once.
  let jobs: Int
  /// Whether cells are asked of mutants too that a finding names. What the cells alone say is known only so.
  let asksNamed: Bool

  /// Creates a run.
  package init(_ bench: Bench, jobs: Int = 2, asksNamed: Bool = true) {
    (self.bench, self.jobs, self.asksNamed) = (bench, jobs, asksNamed)
  }

  /// Shows every mutant, alone and without the layer that makes up for what it lost.
  package func run(_ mutants: [Mutant]) async throws -> SelfTestResult {
    let others = asksNamed ? try await quietLayers(of: mutants) : [:]
    var trials = try await together(mutants.filter { !$0.isOfCluster }, behind: others)
    // Roles belong to the cluster: what is done to them reaches every copy, so nothing else is asked meanwhile.
    for mutant in mutants where mutant.isOfCluster {
      trials.append(try await bench.trial(of: mutant, in: "mutant_of_cluster", asksNamed: asksNamed))
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

  /// What makes up for a layer, where its loss shows in no cell: one that shows by itself would tell nothing of another.
  private func quietLayers(of mutants: [Mutant]) async throws -> [MutatedLayer: Mutant] {
    let others = Set(mutants.filter { !$0.isOfCluster }.compactMap(\.layer)).compactMap { layer in
      LayerPairs.behind(layer, bench.installed).map { (layer: layer, mutant: $0) }
    }
    let alone = try await together(others.map(\.mutant), behind: [:])
    return Dictionary(
      uniqueKeysWithValues: zip(others, alone).filter { $1.cell == nil && $1.impossible == nil }
        .map { ($0.0.layer, $0.0.mutant) })
  }

  /// All of them, in their order.
  private func together(_ mutants: [Mutant], behind others: [MutatedLayer: Mutant]) async throws -> [Trial] {
    var trials: [Int: Trial] = [:]
    try await withThrowingTaskGroup(of: (Int, Trial).self) { group in
      var next = 0
      func add() {
        guard next < mutants.count else { return }
        let (index, mutant) = (next, mutants[next])
        let other = mutant.layer.flatMap { others[$0] }
        group.addTask {
          let name = "mutant_\(index)"
          return (index, try await bench.trial(of: mutant, behind: other, in: name, asksNamed: asksNamed))
        }
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
