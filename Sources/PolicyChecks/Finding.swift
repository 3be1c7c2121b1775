import Diagnostics
import SchemaModel

/// What a check found, with the table that an `Accept` may name.
struct Finding: Sendable {
  /// The table; nil where the finding is about the policy as a whole.
  var table: QualifiedName?
  /// One sentence.
  var summary: String
  /// The clause it is about.
  var location: SourceLocation
  /// Facts that explain it.
  var notes: [String]
  /// What to write instead.
  var fix: String

  init(
    _ table: QualifiedName?, _ summary: String, at location: SourceLocation, notes: [String] = [], fix: String
  ) {
    self.table = table
    self.summary = summary
    self.location = location
    self.notes = notes
    self.fix = fix
  }
}
