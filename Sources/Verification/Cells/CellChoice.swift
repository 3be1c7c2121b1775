package import PolicyModel
package import SchemaModel

/// Which of some tables' cells are asked: what can be told apart of a change whose reach is known.
package enum CellChoice: Hashable, Sendable {
  /// All.
  case all
  /// Statements of one command, also by routines.
  case command(Command)
  /// Calls of one routine.
  case calls(QualifiedName)

  /// Whether rows are read by themselves.
  var reads: Bool { self == .all || self == .command(.select) }

  func includes(_ cell: Cell) -> Bool {
    switch self {
    case .all: true
    case .command(let command): cell.command == command
    case .calls(let routine): cell.routine == routine
    }
  }
}
