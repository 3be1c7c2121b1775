package import SchemaModel

/// A trigger that we make.
package struct TableTrigger: Hashable, Sendable {
  /// What sets it off.
  package enum Event: String, Hashable, Sendable {
    case insert = "INSERT"
    case update = "UPDATE"
    case delete = "DELETE"
    case truncate = "TRUNCATE"
  }
  /// When it runs.
  package enum Timing: Hashable, Sendable {
    /// Once before the statement, also where it finds no row.
    case beforeStatement
    /// Before each row.
    case beforeRow
    /// After each row.
    case afterRow
  }
  /// Its name.
  package var name: String
  /// The table.
  package var table: QualifiedName
  /// When it runs.
  package var timing: Timing
  /// What sets it off.
  package var events: [Event]
  /// The routine that it runs.
  package var routine: QualifiedName
  /// Creates a trigger.
  package init(
    _ name: String, on table: QualifiedName, _ timing: Timing, _ events: [Event], runs routine: QualifiedName
  ) {
    self.name = name
    self.table = table
    self.timing = timing
    self.events = events
    self.routine = routine
  }

  /// CREATE TRIGGER as both engines take it.
  var sql: String {
    let words = events.map(\.rawValue).joined(separator: " OR ")
    let moment = timing == .afterRow ? "AFTER" : "BEFORE"
    let unit = timing == .beforeStatement ? "STATEMENT" : "ROW"
    return "CREATE TRIGGER \(id(name)) \(moment) \(words) ON \(table.sql)\n"
      + "  FOR EACH \(unit) EXECUTE FUNCTION \(routine.sql)()"
  }
}
