package import PolicyModel

/// What becomes of a statement under the login binding.
package enum Outcome: Hashable, Sendable {
  /// Why a statement is refused.
  package enum Refusal: Hashable, Sendable {
    /// A privilege on the table or on a column is missing: known before any row is looked at. SQLSTATE 42501.
    case privilege
    /// The row as it would be is not allowed. SQLSTATE 42501.
    case check
    /// The engine has no such statement where policies decide about rows. SQLSTATE 0A000.
    case unsupported
  }
  /// It does what it says.
  case done
  /// No error and no row: the row is not there for this actor and command.
  case filtered
  /// An error that says permission.
  case refused(Refusal)
  /// A constraint stands against it, by the name that it has in the snapshot; a compiler may rename those it rebuilds.
  case violated(String)
}

/// What a column shows to an actor.
package enum Readability: Hashable, Sendable {
  /// The value, on the table and in the view.
  case full
  /// Stars in the view; refused on the table.
  case masked(Mask)
  /// NULL in the view; refused on the table.
  case hidden
  /// No rule lets the actor read it at all; NULL where a view has to have the column.
  case refused
}
