import IntentOracle
import SQLSyntax

/// One statement of a caller that writes: what the policy says becomes of it, and what it may have changed.
struct Question: Sendable {
  let cell: Cell
  let expected: [Outcome]
  let statement: RowStatement
  let values: [String?]
  let effect: Effect
  /// The row that it is about, where it can be put in other words.
  var subject: Row?
  var manner = Manner.usual
  /// Whether it has no condition.
  var isOfEveryRow = false

  /// Whether the policy lets it change rows. All others may be asked together: none bears on the next.
  var mayChange: Bool { expected.contains(.done) }
  /// Privileges are looked at before any row is, so a refusal by them is asked for once a statement, not once a row.
  var isAboutPrivilege: Bool { expected == [.refused(.privilege)] }
  /// Whether its row is no part of the statement, so that it cannot be asked together with others.
  var isCopy: Bool { if case .reworded(_, .copying) = statement { true } else { false } }
  var text: String { statement.sql(with: values) }
}

/// What a statement that is allowed does to its table, and to nothing else there.
enum Effect: Sendable {
  /// One row more, of this tenant; nil where it belongs to none.
  case added(owner: String?)
  /// These rows, in this column and in what is computed from it.
  case changed([[String: String?]], column: String)
  /// These rows are gone; what cascades from them is the schema's own.
  case gone([[String: String?]])
  /// By a routine that answers with this row.
  indirect case answered([String?], Effect)
}
