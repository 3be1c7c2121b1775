package import Diagnostics
package import SchemaModel

/// A policy held against a schema: every pattern, default and inference spelled out, for oracle and compiler alike.
package struct ResolvedPolicy: Hashable, Sendable {
  /// The policy's name.
  package let name: String
  /// The engine of the snapshot.
  package let engine: Engine
  /// How sessions prove who they are.
  package let bindings: ResolvedBindings
  /// Who may change who is who, beside the operator.
  package let promotions: ResolvedPromotions
  /// The application's table that says who is who; nil where the identity keeps it.
  package let members: ResolvedMembers?
  /// The table of tenants.
  package let tenants: ResolvedTenants
  /// What lies below the tenant, by name.
  package let levels: [ResolvedLevel]
  /// The roles, by name.
  package let roles: [ResolvedRole]
  /// Every classified table, by name.
  package let tables: [ResolvedTable]
  /// Claims with their patterns spelled out.
  package let claims: [ResolvedClaim]
  /// What the team accepts.
  package let accepted: [AcceptClause]

  /// Resolves the policy, or throws all that is wrong with it at once.
  package init(_ policy: Policy, in snapshot: SchemaSnapshot) throws(DiagnosticsError) {
    var resolver = Resolver(policy, snapshot)
    let tables = resolver.resolveTables()
    let claims = resolver.resolveClaims()
    let bindings = resolver.resolveBindings()
    let promotions = resolver.resolvePromotions(bindings)
    resolver.checkAnonymousRoles()
    let members = resolver.resolveMembers(bindings, promotions, tables)
    guard resolver.diagnostics.isEmpty else {
      throw DiagnosticsError(resolver.diagnostics.sorted(by: Diagnostic.inReadingOrder))
    }
    self.name = policy.name
    self.engine = snapshot.engine
    self.bindings = bindings
    self.promotions = promotions
    self.members = members
    self.tenants = resolver.tenants
    self.levels = resolver.levels.values.sorted { $0.name < $1.name }
    self.roles = resolver.roles.values.sorted { $0.name < $1.name }
    self.tables = tables
    self.claims = claims
    self.accepted = policy.accepted
  }

  /// The table of that name.
  package func table(_ name: QualifiedName) -> ResolvedTable? { tables.first { $0.table.name == name } }
  /// The role of that name.
  package func role(_ name: String) -> ResolvedRole? { roles.first { $0.name == name } }
  /// The roles that are held without a person, by name.
  package var anonymousRoles: [String] { roles.filter(\.anonymous).map(\.name) }
}

/// Where tenants are.
package struct ResolvedTenants: Hashable, Sendable {
  /// Whether they live elsewhere: the table is then that of the identities, and none of the schema's.
  package var external = false
  /// The table with one row a tenant.
  package var table: QualifiedName
  /// Its key.
  package var key: String
  /// The key's type as the catalog spells it.
  package var type: String
}

/// A role with what inheritance makes of it.
package struct ResolvedRole: Hashable, Sendable {
  /// The name within the policy.
  package var name: String
  /// Roles it names in `inherits`.
  package var inherits: [String]
  /// Every role whose rules it has, itself included, sorted.
  package var closure: [String]
  /// Every role whose closure has this one, itself included, sorted.
  package var holders: [String]
  /// How far its rules reach.
  package var reach: Reach
  /// The level that it is held at; nil where it is held in the whole tenant.
  package var level: String?
  /// Whether it is held without a person, and by no person.
  package var anonymous = false
  /// Where it was declared.
  package var location: SourceLocation
}

/// A claim over named tables.
package struct ResolvedClaim: Hashable, Sendable {
  /// The commands that must not happen.
  package var commands: [Command]
  /// The tables, sorted.
  package var tables: [QualifiedName]
  /// The roles it is about; empty means everybody.
  package var roles: [String]
  /// Where it stands.
  package var location: SourceLocation
}
