package import SchemaModel

/// Something that a catalog can say yes or no to, on CockroachDB as on PostgreSQL.
package struct CatalogFact: Hashable, Sendable {
  /// What is asked about.
  package enum Subject: Hashable, Sendable {
    case role(String)
    case membership(of: String, member: String)
    case schema(String)
    /// A table or a view.
    case relation(QualifiedName)
    case index(QualifiedName)
    case column(QualifiedName, String)
    case notNull(QualifiedName, String)
    case columnDefault(QualifiedName, String)
    /// A constraint that holds for every row.
    case constraint(QualifiedName, String)
    /// A policy of that name, whatever it says.
    case policyName(QualifiedName, String)
    /// A policy with its command, its roles and its parts; the catalog prints their bodies in its own words.
    case policy(PolicyHead)
    /// A trigger of that name.
    case trigger(QualifiedName, String)
    /// A routine by its name and the number of its arguments: engines print types differently.
    case routine(QualifiedName, arguments: Int)
    case owner(Owned, String)
    case rowSecurity(QualifiedName)
    case forcedRowSecurity(QualifiedName)
    /// Privileges that were granted to the roles themselves on the tables; none named means any.
    case privileges([Privilege], [QualifiedName], [String])
  }

  /// What has an owner.
  package enum Owned: Hashable, Sendable {
    case schema(String)
    case relation(QualifiedName)
    case routine(QualifiedName, arguments: Int)
  }

  /// What a catalog says of a policy in the same words on both engines.
  package struct PolicyHead: Hashable, Sendable {
    package var name: String
    package var table: QualifiedName
    package var restrictive: Bool
    package var command: RowPolicy.Command
    package var grantees: [Grantee]
    package var hasUsing: Bool
    package var hasCheck: Bool
    /// The head of a policy.
    package init(_ policy: RowPolicy) {
      (name, table, restrictive, command) = (policy.name, policy.table, policy.restrictive, policy.command)
      (grantees, hasUsing, hasCheck) = (policy.grantees, policy.using != nil, policy.check != nil)
    }
    /// A head from its parts.
    package init(
      _ name: String, on table: QualifiedName, restrictive: Bool, for command: RowPolicy.Command,
      to grantees: [Grantee], hasUsing: Bool, hasCheck: Bool
    ) {
      (self.name, self.table, self.restrictive, self.command) = (name, table, restrictive, command)
      (self.grantees, self.hasUsing, self.hasCheck) = (grantees, hasUsing, hasCheck)
    }
  }

  /// What is asked about.
  package var subject: Subject
  /// Whether it is there, or is not.
  package var holds: Bool

  /// That it is there.
  package init(_ subject: Subject, holds: Bool = true) {
    self.subject = subject
    self.holds = holds
  }

  /// That it is not.
  package static func no(_ subject: Subject) -> CatalogFact { CatalogFact(subject, holds: false) }
}
