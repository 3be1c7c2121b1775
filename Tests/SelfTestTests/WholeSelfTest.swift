import Foundation
import SelfTest
import TestSupport
import Testing

/// The whole of it, by hand: `make selftest`, with EXAMPLE=freight, ENGINE=postgresql or OPERATOR=key-dropped for some of it.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BAILIWICK_SELFTEST"] != nil), .takesTurns)
struct WholeSelfTest {
  static let renderings: [Rendering] = {
    let wanted = (ProcessInfo.processInfo.environment["BAILIWICK_SELFTEST"] ?? "").split(separator: " ")
    return Rendering.all.filter { rendering in
      wanted.allSatisfy { rendering.testDescription.split(separator: " ").contains($0) }
    }
  }()

  private static let wanted = ProcessInfo.processInfo.environment["BAILIWICK_SELFTEST_OPERATOR"] ?? ""

  /// A name that nothing has would show nothing to anybody, and nothing would survive.
  @Test func whatIsAskedForIsThere() {
    #expect(!Self.renderings.isEmpty)
    let wanted = Self.wanted
    #expect(wanted.isEmpty || wanted.hasPrefix("pair-") || AllOperators.alone.contains { $0.id == wanted })
  }

  @Test(.timeLimit(.minutes(180)), arguments: renderings)
  func everyMutantIsNoticed(_ rendering: Rendering) async throws {
    let bench = try await rendering.bench("self-test \(rendering.testDescription)")
    let wanted = Self.wanted
    let mutants = AllOperators.mutants(of: bench.installed).filter { wanted.isEmpty || $0.operation == wanted }
    say("── \(rendering.testDescription): \(mutants.count) mutants")
    let result = try await SelfTest(bench).run(mutants) { trial in
      say(
        "\(trial.way)\t\(trial.mutant.operation)\t\(trial.mutant.object)\t\(trial.mutant.change)\t\(trial.impossible ?? "")"
      )
    }
    for line in result.table { say(line) }
    for trial in result.impossible {
      say("impossible: \(trial.mutant.operation), \(trial.mutant.object): \(trial.impossible ?? "")")
    }
    for trial in result.survived {
      say("SURVIVED: \(trial.mutant.operation), \(trial.mutant.object), \(trial.mutant.change)")
    }
    for trial in result.trials where trial.cells > 0 && trial.cell == nil && trial.behind != .shown {
      say("silent: \(trial.mutant.operation), \(trial.mutant.object), \(trial.mutant.change)")
    }
    say(result.cellsAlone)
    say(result.closing)
    let (isControlled, survived) = (result.isControlled, result.survived.count)
    let refused = result.impossible.count
    #expect(isControlled, "what was not changed was noticed")
    #expect(survived == 0)
    #expect(refused == 0, "a mutant that the server refuses was shown to nobody")
    try await bench.remove()
  }
}

/// Told at once, also where the output is no terminal.
private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
