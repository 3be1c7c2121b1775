package import PolicyModel
package import SchemaModel

/// Which of some tables' cells are asked: what can be told apart of a change whose reach is known.
package struct CellChoice: Hashable, Sendable {
  /// Statements of one command alone, also by routines.
  package var command: Command?
  /// Calls of one routine alone.
  package var routine: QualifiedName?
  /// The columns that an UPDATE sets: of others there is one among these of which every condition says the same.
  package var columns: Set<String>?
  /// Whether only what is not let through is asked, and what is asked of every row: of a change that lets more through.
  package var isDenied = false

  /// All.
  package static let all = CellChoice()
  /// Statements of one command.
  package static func command(_ command: Command) -> CellChoice { CellChoice(command: command) }
  /// Calls of one routine.
  package static func calls(_ routine: QualifiedName) -> CellChoice { CellChoice(routine: routine) }

  /// Whether rows are read by themselves.
  var reads: Bool { routine == nil && (command == nil || command == .select) }
  /// Whether rows are written at all.
  var writes: Bool { command != .select }

  /// Whether updates of a column are asked.
  func includes(column: String) -> Bool { columns?.contains(column) ?? true }

  func includes(_ question: Question) -> Bool {
    let cell = question.cell
    return (command == nil || cell.command == command) && (routine == nil || cell.routine == routine)
      && (cell.command != .update || cell.column.map(includes(column:)) ?? true)
      && (!isDenied || !question.mayChange || question.isOfEveryRow)
  }
}
