import SQLSyntax
import TestSupport
import Testing

@testable import Migration

/// A runner that ends after anything that the server did, and another that goes on.
@Suite(.takesTurns) struct CrashTests {
  typealias Table = NextActionTests

  /// Any two crashes: rows and judged statements take effect once, others again at most once a crash.
  @Test func everyCrashIsGoneOnFrom() throws {
    let statements = [Table.judged, Table.rows, Table.again, Table.judged, Table.rows]
    var whole = SimulatedServer(statements)
    _ = try whole.run()
    for first in 0...whole.happened {
      for second in 0...whole.happened {
        var server = SimulatedServer(statements)
        for budget in [first, second, nil] where !server.isFinished {
          server.budget = budget
          _ = try? server.run()
        }
        #expect(server.isFinished)
        for (effect, statement) in zip(server.effects, statements) {
          #expect(statement == Table.again ? (1...3).contains(effect) : effect == 1, "\(first) \(second)")
        }
      }
    }
  }

  /// A hand-written statement is never guessed: it took effect once, or a person was asked.
  @Test(arguments: [Assumption.applied, .notApplied]) func whatNobodyCanTellIsAsked(_ answer: Assumption) throws {
    let statements = [Table.judged, Table.opaque, Table.rows]
    var whole = SimulatedServer(statements)
    _ = try whole.run()
    var asked = 0
    for crash in 0...whole.happened {
      var server = SimulatedServer(statements)
      server.budget = crash
      _ = try? server.run()
      server.budget = nil
      if server.isFinished { continue }
      let before = server.effects[1]
      let end = try server.run()
      guard end == .stop(.inDoubt(2)) else {
        #expect(end == .finish && server.effects == [1, 1, 1])
        continue
      }
      asked += 1
      #expect(server.effects[1] == before)
      #expect(try server.run(assumptions: [2: answer]) == .finish)
      #expect(server.effects[1] == before + (answer == .applied ? 0 : 1))
    }
    // Written down and not sent, sent, answered.
    #expect(asked == 3)
  }
}
