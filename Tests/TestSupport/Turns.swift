import Foundation
package import Testing

/// Makes a suite wait until few others run that keep servers or compilers busy, and stops its servers at its end.
///
/// All suites at once would start some two hundred servers, more than a machine of two cores and 8 GB has room for.
package struct Turns: SuiteTrait, TestScoping {
  private static let atOnce = Gate(width: 4)

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    await Self.atOnce.enter()
    let start = ContinuousClock.now
    let servers = TestServer()
    let ending: Result<Void, any Error>
    do { ending = .success(try await TestServer.$ofSuite.withValue(servers) { try await function() }) } catch {
      ending = .failure(error)
    }
    await servers.stop()
    // What the test library says of a suite counts the time that it waited for its turn.
    if ProcessInfo.processInfo.environment["BAILIWICK_TURNS"] != nil {
      print("turn: \(Int((ContinuousClock.now - start) / .seconds(1))) s, \(test.name)")
    }
    await Self.atOnce.leave()
    try ending.get()
  }
}

extension Trait where Self == Turns {
  /// For a suite that starts servers, or the tool again and again.
  package static var takesTurns: Self { Self() }
}

/// Lets so many through at a time, in the order in which they came.
private actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) { free = width }

  func enter() async {
    if free > 0 { return free -= 1 }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
