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
    let result = try await Fuzzing(seed: 1, on: servers).run(40)
    let told = result.failures.map(\.text)
    #expect(told.isEmpty)
    #expect(result.policies == 40)
    #expect(result.drawn < 80, "\(result.refusals)")
    #expect(result.cells > 10_000)
    #expect(result.allowed > 1_000)
  }

  /// Whatever is wrong is found, and shown by a case that has little else in it.
  private func finds(_ server: FuzzServer) async throws {
    let result = try await Fuzzing(seed: 5, on: [server], stoppingAfter: 1, tries: 40).run(200)
    let found = try #require(result.failures.first)
    #expect(result.policies <= 200)
    #expect(found.smallest.draft.tables.count <= 3, "\(found.text)")
    guard case .asked(let report) = found.outcome else {
      Issue.record("\(found.text)")
      return
    }
    #expect(!report.disagreements.isEmpty)
  }

  @Test(arguments: Miscompilation.all) func aMistakeOfTheCompilerIsFound(_ mistake: Miscompilation) async throws {
    let sandbox = try await TestServer.start(for: "fuzz", major: 18)
    try await finds(FuzzServer(sandbox, compiled: mistake.change))
  }

  @Test(arguments: Misunderstanding.all) func aMistakeOfTheOracleIsFound(_ mistake: Misunderstanding) async throws {
    let sandbox = try await TestServer.start(for: "fuzz", major: 15)
    try await finds(FuzzServer(sandbox, understood: mistake.change))
  }
}
