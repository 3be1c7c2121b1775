import SQLSyntax

@testable import Migration

/// A server in memory: which statements took effect, how often, and what the journal holds. A crash comes after any of the
/// things that the server does one by one.
struct SimulatedServer {
  struct Crash: Error {}
  let statements: [StepwiseStatement]
  /// How often each statement took effect.
  var effects: [Int]
  var journal: [Int: JournalRow] = [:]
  var isFinished = false
  /// What may still happen before the crash; nil for none.
  var budget: Int?
  var happened = 0

  init(_ statements: [StepwiseStatement]) {
    self.statements = statements
    effects = statements.map { _ in 0 }
  }

  /// Something that the server does, or does not do any more.
  private mutating func happens(_ change: (inout SimulatedServer) -> Void) throws {
    if let budget {
      guard budget > 0 else { throw Crash() }
      self.budget = budget - 1
    }
    happened += 1
    change(&self)
  }

  /// Runs until the end, a stop or a crash.
  mutating func run(assumptions: [Int: Assumption] = [:]) throws -> NextAction {
    var evidence = Evidence.none
    while true {
      let action = NextAction.next(statements, Array(journal.values), evidence, assumptions: assumptions)
      switch action {
      case .begin(let number):
        try happens { $0.journal[number] = $0.row(number, .begun) }
        evidence = .ready
      case .execute(let number):
        try happens { $0.effects[number - 1] += 1 }
        // The answer may be lost when the effect is not.
        try happens { _ in }
        evidence = .ran
      case .transact(let number):
        try happens { server in
          server.effects[number - 1] += 1
          server.journal[number] = server.row(number, .done)
        }
        try happens { _ in }
        evidence = .none
      case .judge(let number, _): evidence = .judged(effects[number - 1] > 0)
      case .settle(let number, let state):
        try happens { $0.journal[number] = $0.row(number, state) }
        evidence = .none
      case .finish:
        try happens { server in
          server.isFinished = true
          server.journal = [:]
        }
        return action
      case .stop: return action
      }
    }
  }

  private func row(_ number: Int, _ state: JournalRow.State) -> JournalRow {
    JournalRow(number: number, checksum: statements[number - 1].checksum, state: state)
  }
}
