package import Diagnostics
package import PolicyModel
package import SchemaModel

/// What a change does to access.
package enum Effect: String, Hashable, Sendable, CaseIterable {
  /// Access that was not there.
  case gained
  /// Access that is gone.
  case lost
  /// More rows, or more of a column. Also what cannot be shown to be narrower.
  case widened
  /// Fewer rows, or less of a column.
  case narrowed
  /// Which rows are meant depends on data.
  case unknown

  /// Whether somebody may now reach what they could not; what is not known counts.
  package var widens: Bool { self == .gained || self == .widened || self == .unknown }
}

/// Cells of one role, table and command that change alike.
package struct AccessChange: Hashable, Sendable {
  /// The role.
  package var role: String
  /// The table.
  package var table: QualifiedName
  /// The command.
  package var command: Command
  /// The columns, sorted; none for DELETE.
  package var columns: [String]
  /// Whether these are all columns of the command, so that naming them says nothing.
  package var wholeCommand: Bool
  /// What it does.
  package var effect: Effect
  /// What was granted.
  package var before: String?
  /// What is granted.
  package var after: String?
  /// Neither condition contains the other, so that it counts as widened without being known to be.
  package var undecided: Bool
  /// The role whose rule it is, which others may inherit.
  package var origin: String?
  /// The rule in the new policy, or in the old one where access is lost.
  package var location: SourceLocation

  /// What the role may now do: `clerk gains DELETE on app.shipments (rows where status <> 'closed')`.
  package var sentence: String { "\(role) \(predicate)" }

  /// `UPDATE (margin) on app.shipments`.
  package var what: String {
    let names = wholeCommand || columns.isEmpty ? "" : " (\(columns.joined(separator: ", ")))"
    return "\(command.rawValue.uppercased())\(names) on \(table)"
  }

  /// The sentence without its subject.
  package var predicate: String {
    let (old, new) = (before ?? "nothing", after ?? "nothing")
    switch effect {
    case .gained: return "gains \(what) (\(new))"
    case .lost: return "loses \(what) (\(old))"
    case .widened:
      let why = undecided ? "; neither is known to contain the other" : ""
      return "has a wider \(what): \(new); was \(old)\(why)"
    case .narrowed: return "has a narrower \(what): \(new); was \(old)"
    case .unknown: return "has another \(what): other data decides whose rows they are (\(new); was \(old))"
    }
  }
}

/// A clause whose change matters beside the cells of single roles: it binds everybody, or holds several roles together.
package struct ClauseChange: Hashable, Sendable {
  /// What the clause is about.
  package enum Kind: String, Hashable, Sendable {
    /// A role; what follows from it stands in the cells.
    case role
    /// How sessions prove who they are.
    case binding
    /// Who may give and take roles, or let in others.
    case promotion
    /// What in the application's table makes somebody what.
    case membership
    /// Where tenants are.
    case tenants
    /// Whose a table's rows are.
    case ownership
    /// The person that rows belong to.
    case personal
    /// Who is found among persons.
    case directory
    /// A requirement.
    case require
    /// A hidden or masked column.
    case column
    /// A reference that may leave the tenant.
    case crossing
    /// What happens to rows that refer to a deleted one.
    case keyAction = "key action"
    /// A claim.
    case claim
    /// A finding or channel that the team accepts.
    case accepted
  }
  /// What the clause is about.
  package var kind: Kind
  /// The role or table.
  package var subject: String
  /// What it does.
  package var effect: Effect
  /// The change, for people.
  package var sentence: String
  /// The clause in the new policy, or in the old one where it is gone.
  package var location: SourceLocation

  /// Whether the change widens by itself. What a role gains stands in the cells; to accept what is there gives nothing.
  package var widens: Bool { kind != .role && kind != .accepted && effect.widens }
}
