import Verification

/// What became of all mutants.
package struct SelfTestResult: Sendable {
  /// Each mutant.
  package var trials: [Trial]
  /// What was unchanged.
  package var control: Trial

  /// Those that the server would not make.
  package var impossible: [Trial] { trials.filter { $0.impossible != nil } }
  private var possible: [Trial] { trials.filter { $0.impossible == nil } }
  /// Those that somebody noticed.
  package var killed: [Trial] { possible.filter(\.isKilled) }
  /// Those that nobody noticed.
  package var survived: [Trial] { possible.filter { !$0.isKilled } }

  /// Whether nothing was noticed where nothing was changed, and cells were asked.
  package var isControlled: Bool {
    control.cells > 0 && control.cell == nil && control.finding == nil && control.closure == nil
      && control.impossible == nil
  }

  /// Whether all that was changed was noticed, and nothing else.
  package var isNoticed: Bool { isControlled && survived.isEmpty && impossible.isEmpty }

  /// The closing line.
  package static func closing(of results: [SelfTestResult]) -> String {
    let (killed, survived) = (results.flatMap(\.killed), results.reduce(0) { $0 + $1.survived.count })
    return "mutants: \(killed.count + survived), killed: \(killed.count) "
      + "(by cells: \(killed.count { $0.cell != nil })), equivalent: 0, survived: \(survived)"
  }

  /// A line for each mutant that somebody has to look at: whom nobody noticed, whom the server refused, whom no cell shows.
  package var exceptions: [String] {
    func named(_ trial: Trial) -> String {
      "\(trial.mutant.operation), \(trial.mutant.object), \(trial.mutant.change)"
    }
    return (isControlled ? [] : ["CONTROL: what was not changed was noticed"])
      + impossible.map { "IMPOSSIBLE: \(named($0)): \($0.impossible ?? "")" }
      + survived.map { "SURVIVED: \(named($0))" }
      + trials.filter { $0.cells > 0 && $0.cell == nil && $0.behind != .shown }.map { "silent: \(named($0))" }
  }

  /// What the cells alone say, whatever a comparison with the plan finds: of mutants that a statement of a caller could tell.
  package var cellsAlone: String {
    let asked = possible.filter { $0.cells > 0 }
    let silent = asked.filter { $0.cell == nil }
    let (shown, same) = (
      silent.count { $0.behind == .shown }, silent.count { $0.behind == .same }
    )
    return
      "cells alone: \(asked.count) asked, \(asked.count - silent.count) shown, \(shown) more without the layer that "
      + "makes up for them, \(same) the same on every row even then, \(silent.count - shown - same) behind layers that "
      + "cannot be taken away"
  }

  /// A line for each operator: how many mutants it made, how many of them each way noticed, how many cells were asked.
  package var table: [String] {
    var operations: [String] = []
    for trial in trials where !operations.contains(trial.mutant.operation) { operations.append(trial.mutant.operation) }
    let head = ["operator", "mutants", "cells", "behind", "structure", "closure", "survived", "asked"]
    let rows = operations.map { operation in
      let all = possible.filter { $0.mutant.operation == operation }
      return [
        operation, "\(all.count)", "\(all.count { $0.cell != nil })", "\(all.count { $0.behind == .shown })",
        "\(all.count { $0.finding != nil })", "\(all.count { $0.closure != nil })", "\(all.count { !$0.isKilled })",
        "\(all.reduce(0) { $0 + $1.cells })",
      ]
    }
    return ([head] + rows).map { row in
      row.enumerated().map { index, word in
        index == 0
          ? word + String(repeating: " ", count: max(1, 30 - word.count))
          : String(repeating: " ", count: max(1, 10 - word.count)) + word
      }.joined()
    }
  }
}
