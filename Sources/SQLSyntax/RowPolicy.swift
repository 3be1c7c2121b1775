package import SchemaModel

/// A row policy.
package struct RowPolicy: Hashable, Sendable {
  /// Which statements it judges.
  package enum Command: String, Hashable, Sendable {
    case all = "ALL", select = "SELECT", insert = "INSERT", update = "UPDATE", delete = "DELETE"
  }
  /// The name.
  package var name: String
  /// The table.
  package var table: QualifiedName
  /// Whether it restricts rather than grants.
  package var restrictive: Bool
  /// Which statements it judges.
  package var command: Command
  /// Whom it binds.
  package var grantees: [Grantee]
  /// The rows that are seen, or changed.
  package var using: Expression?
  /// The rows that may result.
  package var check: Expression?
  /// Creates a policy.
  package init(
    _ name: String, on table: QualifiedName, restrictive: Bool = false, for command: Command, to grantees: [Grantee],
    using: Expression?, check: Expression?
  ) {
    self.name = name
    self.table = table
    self.restrictive = restrictive
    self.command = command
    self.grantees = grantees
    self.using = using
    self.check = check
  }
}
