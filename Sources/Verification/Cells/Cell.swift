package import PolicyModel
import SQLSyntax
package import SchemaModel

/// One question put to the oracle and to the database: a login, a table or view, a command, a row, a column.
package struct Cell: Sendable, Hashable {
  /// Who asks: `clerk of A`.
  package var caller: String
  /// Where.
  package var relation: QualifiedName
  /// What.
  package var command: Command
  /// The column, where the question is about one.
  package var column: String?
  /// The row, as people name it: its tenant and its key.
  package var row: String
  /// What the policy says.
  package var expected: String
  /// The routine that is called, where the statement does not name the table itself.
  package var routine: QualifiedName?
}

/// A cell in which database and policy differ.
package struct Disagreement: Sendable, Hashable {
  /// The cell.
  package var cell: Cell
  /// What the database did.
  package var observed: String
  /// Whether more was seen or done than the policy allows; else less, or in other words.
  package var leak: Bool
  /// The statement with its values, as the login ran it.
  package var statement: String
  /// The login.
  package var login: String
  /// What its transaction says first, where the login is shared.
  package var binding: String?
  /// The statements that make the rows without which it does not show; nil where nobody looked for the fewest.
  package var rows: [String]?
}

/// What was asked of one caller, relation and command.
package struct CellCount: Sendable, Hashable {
  /// All cells.
  package var cells = 0
  /// Cells in which something is seen or done: the positive controls.
  package var allowed = 0
}

/// Collects cells.
struct CellRecord: Sendable {
  struct Key: Hashable, Sendable {
    var caller: String
    var relation: QualifiedName
    var command: Command
  }
  private(set) var counts: [Key: CellCount] = [:]
  private(set) var disagreements: [Disagreement] = []
  /// Routines of which a call did what the policy allows.
  private(set) var working: Set<QualifiedName> = []
  /// Statements that the policy allows and a CHECK or NOT NULL of the schema stopped: they show nothing either way.
  private(set) var blocked: Set<Unproven> = []

  /// Callers that cannot log in.
  private(set) var locked: Set<StructuralFinding> = []
  /// Tables whose rows were not as before when a caller was done with a table.
  private(set) var unsettled: Set<QualifiedName> = []

  /// Questions whose answer does not depend on the row: privileges are looked at before any row is.
  private var asked: Set<[String]> = []

  /// Whether the question was answered as expected, and need not be put for another row.
  func isAnswered(_ question: [String]) -> Bool { asked.contains(question) }
  mutating func answered(_ question: [String]) { asked.insert(question) }

  mutating func block(_ what: Unproven) { blocked.insert(what) }
  mutating func lock(_ what: StructuralFinding) { locked.insert(what) }
  mutating func unsettle(_ tables: [QualifiedName]) { unsettled.formUnion(tables) }

  /// Adds what another record holds, behind what stands here.
  mutating func add(_ other: CellRecord) {
    counts.merge(other.counts) { CellCount(cells: $0.cells + $1.cells, allowed: $0.allowed + $1.allowed) }
    disagreements += other.disagreements
    working.formUnion(other.working)
    blocked.formUnion(other.blocked)
    locked.formUnion(other.locked)
    unsettled.formUnion(other.unsettled)
  }

  mutating func agree(_ cell: Cell, allowed: Bool) {
    let key = Key(caller: cell.caller, relation: cell.relation, command: cell.command)
    counts[key, default: CellCount()].cells += 1
    if allowed { counts[key, default: CellCount()].allowed += 1 }
    if allowed, let routine = cell.routine { working.insert(routine) }
  }

  mutating func differ(
    _ cell: Cell, observed: String, leak: Bool, _ statement: String, _ caller: Caller, _ manner: Manner = .usual
  ) {
    agree(cell, allowed: false)
    disagreements.append(
      Disagreement(
        cell: cell, observed: observed, leak: leak, statement: statement, login: caller.login,
        binding: manner.text(for: caller)))
  }
}
