import ArgumentParser
import Foundation
import Sandbox
import SelfTest
import TestSupport

/// `make selftest`: the whole of what the tests do to one rendering.
@main struct SelfTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-test", abstract: "Shows the verifier every mutant of every example.",
    discussion: """
      Examples:
        self-test                              all: hours
        self-test --only freight postgresql    one example in the SQL of one engine, by each binding
        self-test --operator key-dropped       the mutants of one operator
        self-test --quick                      all, but few cells
      Exit codes: 0 every mutant was noticed, 1 one was not, could not be made, or what was unchanged was noticed.
      """)

  @Option(parsing: .upToNextOption, help: "Words of an example, a binding or an engine; a rendering has all of them.")
  var only: [String] = []
  @Option(name: .customLong("operator"), parsing: .upToNextOption, help: "The mutants of some operators.")
  var operations: [String] = []
  @Option(help: "How many renderings are looked at at once, each on a server of its own; of a single one, mutants.")
  var jobs = 2
  @Flag(help: "Asks cells only of pairs and of mutants that no finding names: 40 minutes instead of hours.")
  var quick = false
  @Option(
    name: .customLong("postgres"),
    help: "The major version of the server; before 18, routines in SQL are planned at each call.")
  var major = 18

  /// A name that nothing has would show nothing to anybody, and nothing would survive.
  func validate() throws {
    if renderings.isEmpty { throw ValidationError("no example is rendered so: \(only.joined(separator: " "))") }
    for operation in operations
    where !operation.hasPrefix("pair-") && !AllOperators.alone.contains(where: { $0.id == operation }) {
      throw ValidationError("there is no operator \(operation)")
    }
  }

  private var renderings: [Rendering] {
    Rendering.all.filter { rendering in
      only.allSatisfy { rendering.words.split(separator: " ").contains(Substring($0)) }
    }
  }

  func run() async throws {
    let results = try await all()
    if results.count > 1 {
      say("── \(results.count) renderings")
      say(SelfTestResult.closing(of: results))
    }
    let trials = results.flatMap(\.trials)
    if trials.isEmpty { say("no rendering has a place for it") }
    if trials.isEmpty || !results.allSatisfy(\.isNoticed) { throw ExitCode(1) }
  }

  /// Roles belong to a server, and what is done to them is asked about alone: so the renderings are what runs side by side.
  private func all() async throws -> [SelfTestResult] {
    let installation = try PostgresInstallation.find(major: major)
    return try await withThrowingTaskGroup(of: SelfTestResult.self) { group in
      var left = renderings[...]
      func add() {
        guard let rendering = left.popFirst() else { return }
        group.addTask {
          let server = try await Sandbox.start(installation)
          let result = try await show(rendering, on: server)
          await server.stop()
          return result
        }
      }
      for _ in 0..<jobs { add() }
      var results: [SelfTestResult] = []
      for try await result in group {
        results.append(result)
        add()
      }
      return results
    }
  }

  private func show(_ rendering: Rendering, on server: Sandbox) async throws -> SelfTestResult {
    let start = ContinuousClock.now
    let bench = try await rendering.bench(on: server)
    let mutants = AllOperators.mutants(of: bench.installed).filter {
      operations.isEmpty || operations.contains($0.operation)
    }
    say("\(rendering.words): \(mutants.count) mutants …")
    let test = SelfTest(bench, jobs: max(1, jobs / renderings.count), asksNamed: !quick)
    let result = try await test.run(mutants)
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    let lines = ["── \(rendering.words): \(seconds) s"] + result.table + result.exceptions
    say((lines + [result.cellsAlone, SelfTestResult.closing(of: [result])]).joined(separator: "\n"))
    return result
  }
}

/// Told at once, also where the output is no terminal.
private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
