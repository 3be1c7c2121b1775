import Foundation
import Fuzzing
import TestSupport
import Testing
import Verification

/// Some of what `make fuzz` does to many: random policies agree with their databases, and a mistake does not stay hidden.
@Suite(.serialized, .takesTurns) struct FuzzTests {
  @Test func aNumberGivesTheSameCase() {
    for number in 0..<200 {
      #expect(FuzzCase.make(number, seed: 7) == FuzzCase.make(number, seed: 7))
    }
    let texts = Set((0..<200).map { FuzzCase.make($0, seed: 7).subject.text })
    #expect(texts.count > 190)
    #expect(FuzzCase.make(3, seed: 7) != FuzzCase.make(3, seed: 8))
  }

  @Test func oracleAndDatabaseAgree() async throws {
    var servers: [FuzzServer] = []
    for major in TestServer.majors { servers.append(FuzzServer(try await TestServer.start(for: "fuzz", major: major))) }
    let result = try await Fuzzing(seed: 1, on: servers, callers: 1).run(240)
    let told = result.failures.map(\.text)
    #expect(told.isEmpty)
    #expect(result.policies == 240)
    #expect(result.drawn < 400, "\(result.refusals)")
    #expect(result.cells > 32_000)
    #expect(result.allowed > 2_000)
  }

  /// What is found has little else in it, and says the same again after a file kept it.
  @Test func aFailureIsMadeSmallAndKept() async throws {
    let sandbox = try await TestServer.start(for: "fuzz", major: 18)
    let server = FuzzServer(sandbox, compiled: Miscompilation.all[0].change)
    let result = try await Fuzzing(seed: 9, on: [server], callers: 4, stoppingAfter: 1, tries: 12).run(200)
    let found = try #require(result.failures.first)
    #expect(found.smallest.draft.tables.count <= 2, "\(found.text)")
    let kept = try FuzzSubject(text: found.text)
    let failure = try #require(found.outcome.failures.first)
    #expect(try await server.outcome(of: kept).failures.contains(failure))
    #expect(try await FuzzServer(sandbox).outcome(of: kept).failures.isEmpty)
  }

  /// What was found once: a policy that was read or compiled wrongly, as the run printed it.
  @Test func whatWasFoundStaysMended() async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Kept")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    let server = FuzzServer(try await TestServer.start(for: "fuzz", major: 18))
    for file in files {
      let outcome = try await server.outcome(of: FuzzSubject(text: String(contentsOf: file, encoding: .utf8)))
      guard case .asked(let report) = outcome, report.cells > 0 else {
        Issue.record("\(file.lastPathComponent): \(outcome.words)")
        continue
      }
      #expect(outcome.failures.isEmpty, "\(file.lastPathComponent): \(outcome.words)")
    }
  }

  /// Whatever is wrong is found. The seed is one by which that takes seconds; some take a dozen policies.
  private func finds(_ server: FuzzServer, seed: UInt64) async throws {
    let result = try await Fuzzing(seed: seed, on: [server], callers: 4, stoppingAfter: 1, tries: 0).run(200)
    let found = try #require(result.failures.first)
    #expect(result.policies <= 200)
    guard case .asked(let report) = found.outcome else {
      Issue.record("\(found.text)")
      return
    }
    #expect(!report.disagreements.isEmpty)
  }

  @Test(arguments: Miscompilation.all) func aMistakeOfTheCompilerIsFound(_ mistake: Miscompilation) async throws {
    let sandbox = try await TestServer.start(for: "fuzz", major: 18)
    try await finds(FuzzServer(sandbox, compiled: mistake.change), seed: mistake.seed)
  }

  @Test(arguments: Misunderstanding.all) func aMistakeOfTheOracleIsFound(_ mistake: Misunderstanding) async throws {
    let sandbox = try await TestServer.start(for: "fuzz", major: 15)
    try await finds(FuzzServer(sandbox, understood: mistake.change), seed: mistake.seed)
  }
}
