package import PolicyModel
package import SchemaModel

/// A generated routine, as whoever calls it needs to know it.
package struct WriteRoutine: Hashable, Sendable {
  /// Its name.
  package var name: QualifiedName
  /// UPDATE or DELETE.
  package var command: Command
  /// The policy's roles whose rules it carries out.
  package var roles: [String]
  /// The columns that say which row is meant: its first arguments. The tenant among the key is the caller's own.
  package var address: [String]
  /// The columns that it sets: its further arguments.
  package var columns: [String]
  /// Whether NULL leaves a column as it is; else it empties it.
  package var keepsOnNull: Bool
  /// The columns of a row that was touched which come back.
  package var answer: [String]
}
