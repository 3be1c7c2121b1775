import Database
import Sandbox
import Verification

/// Random policies, installed and asked: what the oracle says of each cell against what the database does.
package struct Fuzzing: Sendable {
  let seed: UInt64
  let servers: [FuzzServer]
  /// After how many failures of a server no further case is begun on it.
  let most: Int
  /// How many callers ask in each case, in turn; nil means all.
  let callers: Int?
  /// How often a failing case is tried smaller; where it is never, its rows stay as they are too.
  let tries: Int

  /// Creates a run; each server takes the cases whose number falls to it, so that a case always meets the same one.
  package init(
    seed: UInt64, on servers: [FuzzServer], callers: Int? = nil, stoppingAfter most: Int = 5, tries: Int = 200
  ) {
    (self.seed, self.servers, self.callers, self.most, self.tries) = (seed, servers, callers, most, tries)
  }

  /// Asks cases until so many policies were.
  ///
  /// - Parameters:
  ///   - count: How many; those that are refused count for none.
  ///   - told: Called with what people read meanwhile: each failure when it was made small, and how far a server is.
  package func run(
    _ count: Int, told: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> FuzzResult {
    try await withThrowingTaskGroup(of: FuzzResult.self) { group in
      for (place, server) in servers.enumerated() {
        let share = count / servers.count + (place < count % servers.count ? 1 : 0)
        group.addTask { try await self.share(share, of: place, server, told) }
      }
      return try await group.reduce(into: FuzzResult()) { $0.add($1) }
    }
  }

  private func share(
    _ count: Int, of place: Int, _ server: FuzzServer, _ told: @Sendable (String) -> Void
  ) async throws(DatabaseError) -> FuzzResult {
    var result = FuzzResult()
    do { try await share(count, of: place, server, told, &result) } catch {
      told("PostgreSQL \(server.sandbox.version) was lost: \(error); until then \(result.closing)")
      throw error
    }
    return result
  }

  private func share(
    _ count: Int, of place: Int, _ server: FuzzServer, _ told: @Sendable (String) -> Void, _ result: inout FuzzResult
  ) async throws(DatabaseError) {
    var number = place
    // A generator that makes next to nothing that may stand would go on for ever.
    while result.policies < count, result.failures.count < most, result.drawn < count * 4 + 20 {
      let fuzzed = FuzzCase.make(number, seed: seed)
      let sample = callers.map { CallerSample($0, turn: number / servers.count) }
      let outcome = try await server.outcome(of: fuzzed.subject, by: sample)
      result.add(fuzzed, outcome, on: server.major)
      if !outcome.failures.isEmpty {
        let failure = try await shrunk(fuzzed, outcome, number, server)
        result.failures.append(failure)
        told(failure.text)
      } else if case .asked = outcome, result.policies % 100 == 0 {
        told("PostgreSQL \(server.sandbox.version): \(result.closing)")
      }
      number += servers.count
    }
  }

  /// The smallest case found that fails in the same way: whatever can go alone goes, until nothing can.
  private func shrunk(
    _ whole: FuzzCase, _ outcome: FuzzOutcome, _ number: Int, _ server: FuzzServer
  ) async throws(DatabaseError) -> FuzzFailure {
    if tries == 0 {
      return FuzzFailure(
        seed: seed, number: number, server: server.sandbox.version, smallest: whole, outcome: outcome, tries: 0)
    }
    let wanted = outcome.failures.first
    var smallest = whole
    var tried = 0
    var (place, isSmaller) = (0, false)
    while tried < tries {
      let candidates = smallest.smaller
      if place >= candidates.count {
        // What could not go before may go now.
        if !isSmaller { break }
        (place, isSmaller) = (0, false)
        continue
      }
      tried += 1
      if try await server.outcome(of: candidates[place].subject).failures.contains(where: { $0 == wanted }) {
        (smallest, isSmaller) = (candidates[place], true)
      } else {
        place += 1
      }
    }
    let last = try await server.outcome(of: smallest.subject, shrinking: 1)
    // What happened once is told as it happened: a connection that was not answered in time, or worse.
    let isSeenAgain = !last.failures.isEmpty
    return FuzzFailure(
      seed: seed, number: number, server: server.sandbox.version, smallest: isSeenAgain ? smallest : whole,
      outcome: isSeenAgain ? last : outcome, tries: tried)
  }
}

/// A case in which database and oracle differ, made small.
package struct FuzzFailure: Sendable {
  let seed: UInt64
  let number: Int
  let server: String
  /// The smallest case that fails in the same way.
  package let smallest: FuzzCase
  /// What becomes of that one, or became of the whole case where it was seen once alone.
  package let outcome: FuzzOutcome
  let tries: Int

  /// As people read it and a test keeps it.
  package var text: String {
    """
    ── case \(number) of seed \(seed), PostgreSQL \(server), \(tries) smaller ones tried
    \(outcome.words)
    \(smallest.subject.text)
    """
  }
}
