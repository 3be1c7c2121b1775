import SQLSyntax
import Testing

@testable import Migration

/// The decision alone: values in, an action out.
@Suite struct NextActionTests {
  static let facts = [CatalogFact(.role("a"))]
  static let judged = StepwiseStatement(text: "CREATE ROLE a", line: 1, postcondition: .facts(facts))
  static let again = StepwiseStatement(text: "CREATE OR REPLACE VIEW", line: 2, postcondition: .repeatable)
  static let rows = StepwiseStatement(text: "UPDATE", line: 3, postcondition: .rows)
  static let opaque = StepwiseStatement(text: "CREATE TABLE", line: 4, postcondition: nil)

  static func row(_ number: Int, _ state: JournalRow.State, _ statement: StepwiseStatement) -> JournalRow {
    JournalRow(number: number, checksum: statement.checksum, state: state)
  }

  struct Case: Sendable {
    var statement: StepwiseStatement
    var state: JournalRow.State?
    var evidence: Evidence
    var expected: NextAction
    init(
      _ statement: StepwiseStatement, _ state: JournalRow.State?, _ evidence: Evidence, _ expected: NextAction
    ) {
      (self.statement, self.state, self.evidence, self.expected) = (statement, state, evidence, expected)
    }
  }

  /// Every kind of statement × every state of its row × everything that a process may know.
  static let table: [Case] = [judged, again, rows, opaque].flatMap { statement -> [Case] in
    let start: NextAction = statement == rows ? .transact(1) : .begin(1)
    let known: [Evidence] = [.none, .ready, .ran, .judged(true), .judged(false)]
    let fresh = [nil, JournalRow.State.failed].flatMap { state in
      known.map { Case(statement, state, $0, start) } + [Case(statement, state, .refused, .stop(.failed(1)))]
    }
    let doubt: NextAction =
      statement == judged
      ? .judge(1, facts)
      : statement == again ? .begin(1) : statement == rows ? .stop(.inconsistent(1)) : .stop(.inDoubt(1))
    let begun = [
      Case(statement, .begun, .none, doubt), Case(statement, .begun, .ready, .execute(1)),
      Case(statement, .begun, .ran, .settle(1, .done)), Case(statement, .begun, .refused, .settle(1, .failed)),
      Case(statement, .begun, .judged(true), .settle(1, .done)), Case(statement, .begun, .judged(false), .begin(1)),
    ]
    let done = known.map { Case(statement, .done, $0, .finish) }
    return fresh + begun + done
  }

  @Test(arguments: table) func decides(_ row: Case) {
    let journal = row.state.map { [Self.row(1, $0, row.statement)] } ?? []
    #expect(NextAction.next([row.statement], journal, row.evidence) == row.expected)
  }

  @Test func aPersonDecidesWhatNothingElseCan() {
    let journal = [Self.row(1, .begun, Self.opaque)]
    func next(_ assumption: Assumption, _ number: Int = 1) -> NextAction {
      NextAction.next([Self.opaque], journal, .none, assumptions: [number: assumption])
    }
    #expect(next(.applied) == .settle(1, .done))
    #expect(next(.notApplied) == .begin(1))
    #expect(next(.applied, 2) == .stop(.inDoubt(1)))
    // What the catalog decides, no assumption does.
    #expect(
      NextAction.next([Self.judged], [Self.row(1, .begun, Self.judged)], .none, assumptions: [1: .applied])
        == .judge(1, Self.facts))
  }

  @Test func anEditedFileIsRefusedUpToWhereItRan() {
    let statements = [Self.judged, Self.again, Self.opaque]
    func next(_ rows: [JournalRow]) -> NextAction { NextAction.next(statements, rows, .none) }
    #expect(next([Self.row(1, .done, Self.again)]) == .stop(.edited(1)))
    #expect(next([Self.row(1, .done, Self.judged), Self.row(2, .begun, Self.opaque)]) == .stop(.edited(2)))
    // What was refused did nothing, so it may be mended.
    #expect(next([Self.row(1, .done, Self.judged), Self.row(2, .failed, Self.opaque)]) == .begin(2))
  }

  @Test func aJournalWithGapsIsRefused() {
    let statements = [Self.judged, Self.again, Self.opaque]
    func next(_ rows: [JournalRow]) -> NextAction { NextAction.next(statements, rows, .none) }
    #expect(next([Self.row(2, .done, Self.again)]) == .stop(.inconsistent(2)))
    #expect(next([Self.row(1, .done, Self.judged), Self.row(3, .begun, Self.opaque)]) == .stop(.inconsistent(3)))
    #expect(next([Self.row(1, .begun, Self.judged), Self.row(2, .done, Self.again)]) == .stop(.inconsistent(2)))
    #expect(next([Self.row(1, .failed, Self.judged), Self.row(2, .begun, Self.again)]) == .stop(.inconsistent(2)))
    let four = (1...4).map { Self.row($0, .done, $0 <= 3 ? statements[$0 - 1] : Self.judged) }
    #expect(next(four) == .stop(.inconsistent(4)))
    #expect(next([Self.row(0, .done, Self.judged)]) == .stop(.inconsistent(0)))
  }

  @Test(arguments: [
    (nil as Lease?, SessionState.gone, Takeover.take), (Lease(token: 1, session: "", idle: 0), .gone, .take),
    (Lease(token: 1, session: "s", idle: 0), .gone, .take), (Lease(token: 1, session: "s", idle: 0), .active, .busy),
    (Lease(token: 1, session: "s", idle: 9999), .active, .busy),
    (Lease(token: 1, session: "s", idle: 29), .idle, .busy),
    (Lease(token: 1, session: "s", idle: 31), .idle, .cancel("s")),
  ])
  func theLeaseIsTakenFromWhoIsGone(_ lease: Lease?, _ state: SessionState, _ expected: Takeover) {
    #expect(Takeover.decide(lease, state, patience: 30) == expected)
  }
}
