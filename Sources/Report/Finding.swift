package import Diagnostics
package import PolicyModel
package import SchemaModel

/// One thing that a verification found, as every report says it.
package struct Finding: Hashable, Sendable {
  /// What kind of thing it is.
  package var rule: FindingRule
  /// Whether more was seen or done than the policy allows.
  package var leak = false
  /// The callers against whom it says something.
  package var callers: [CallerClass]
  /// The table, or the view of one; nil where it is about more.
  package var relation: QualifiedName?
  /// The clause of the policy; unknown where none is.
  package var location: SourceLocation = .unknown
  /// One sentence without the values of any row.
  package var summary: String
  /// The difference that the statement shows; nil where no cell was asked.
  package var shown: Shown?
  /// The file with the script that shows it again.
  package var script: String?
  /// By what it is known again in another run: the same for the same rule, place, caller and number of cells, whatever the
  /// values are. Whoever accepts that two rows leak does not accept a third.
  package var fingerprint: String
  /// Who accepted it, and until when.
  package var acceptance: Acceptance?

  /// A cell that differs, for all those that do.
  package struct Shown: Hashable, Sendable {
    /// Who asked.
    package var caller: String
    /// What.
    package var command: Command
    /// The columns that are concerned, sorted.
    package var columns: [String]
    /// How many cells differ.
    package var cells: Int
    /// The row, as people name it.
    package var row: String
    /// What the policy says.
    package var expected: String
    /// What the database did.
    package var observed: String
    /// The statement with its values.
    package var statement: String
    /// The statements that make the rows that are needed; empty where nobody looked for the fewest.
    package var rows: [String]
  }

  /// What it says of the proof.
  package var kind: FindingKind { rule.kind }
  /// A word for lists: leaks are told from other refutations.
  package var word: String {
    if acceptance != nil { return "ACCEPTED" }
    return leak ? "LEAK" : kind.rawValue.uppercased()
  }
}
