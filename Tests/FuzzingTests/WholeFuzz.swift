import Foundation
import Fuzzing
import Sandbox
import TestSupport
import Testing

/// The long form, by hand: `make fuzz`, with `N=2000 SEED=7` for so many policies from another seed.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BAILIWICK_FUZZ"] != nil), .takesTurns)
struct WholeFuzz {
  /// The majors that tests bring, and what else is installed of those that are served.
  static let majors = Set(TestServer.majors + PostgresInstallation.all().map(\.major)).filter { (15...18).contains($0) }

  @Test(.timeLimit(.minutes(600))) func oracleAndDatabaseAgree() async throws {
    let wanted = (ProcessInfo.processInfo.environment["BAILIWICK_FUZZ"] ?? "").split(separator: " ").compactMap {
      UInt64($0)
    }
    let (count, seed) = (Int(wanted.first ?? 1000), wanted.last ?? 1)
    var servers: [FuzzServer] = []
    for major in Self.majors.sorted() {
      servers.append(FuzzServer(try await TestServer.start(for: "whole fuzz", major: major)))
    }
    let start = ContinuousClock.now
    let result = try await Fuzzing(seed: seed, on: servers, stoppingAfter: 20).run(count) { say($0.text) }
    for line in result.table { say(line) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    say("seed \(seed), on \(Self.majors.sorted()), \(Int(Double(result.policies) / seconds * 60)) policies a minute")
    say(result.closing)
    let (failures, rare) = (result.failures.count, result.tally.rarer(than: max(1, count / 100)))
    #expect(failures == 0)
    #expect(rare.isEmpty, "kinds of clauses that hardly any policy had")
    #expect(result.drawn < result.policies * 2, "most of what is generated is refused")
  }
}

/// Told at once, also where the output is no terminal.
private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
