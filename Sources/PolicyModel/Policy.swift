public import CanonicalJSON
public import Diagnostics

/// A whole policy: what a team declares about who may touch which row.
public struct Policy: Hashable, Sendable {
  /// The version of the JSON form.
  public static let formatVersion = 1
  /// The policy's name; database roles are `<name>_<role>`.
  public var name: String
  /// The table of tenants.
  public var tenants: TenantsClause
  /// How sessions prove who they are; none means logins.
  public var bindings: [BindClause]
  /// What lies below the tenant, where roles are held at it.
  public var levels: [LevelClause]
  /// Who may give which roles, beside the operator.
  public var promotions: [MayGrantClause]
  /// Access for people from outside; at most one clause.
  public var support: [SupportClause]
  /// The application's table that says who is who; at most one clause, and none where the identity keeps it.
  public var members: [MembersClause]
  /// The roles, in the order they were declared.
  public var roles: [RoleClause]
  /// Managed schemas.
  public var schemas: [SchemaClause]
  /// Rules for tables named one by one or by pattern.
  public var tables: [TablesClause]
  /// Claims that must hold whatever the rules say.
  public var claims: [NeverClause]
  /// Channels that the team knows and accepts, by name.
  public var accepted: [AcceptClause]

  /// Creates a policy.
  public init(
    name: String, tenants: TenantsClause, bindings: [BindClause] = [], levels: [LevelClause] = [],
    roles: [RoleClause] = [],
    schemas: [SchemaClause] = [], tables: [TablesClause] = [], claims: [NeverClause] = [],
    accepted: [AcceptClause] = [], promotions: [MayGrantClause] = [], support: [SupportClause] = [],
    members: [MembersClause] = []
  ) {
    self.name = name
    self.tenants = tenants
    self.bindings = bindings
    self.levels = levels
    self.promotions = promotions
    self.support = support
    self.members = members
    self.roles = roles
    self.schemas = schemas
    self.tables = tables
    self.claims = claims
    self.accepted = accepted
  }
}

/// `Tenants(in: "app.tenants", key: "id") { … }` or `Tenants(.external, type: .text)`: whose rows are kept apart.
public struct TenantsClause: Hashable, Sendable {
  /// The table that holds one row a tenant; empty where tenants live elsewhere.
  public var table: String
  /// Its key; empty where tenants live elsewhere.
  public var key: String
  /// The type of the key, as the catalog spells it, where tenants live elsewhere; nil where a table holds them.
  public var externalType: String?
  /// Rules for the tenant's own row.
  public var rules: TableRules
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(table: String, key: String, rules: TableRules = TableRules(), location: SourceLocation = .unknown) {
    self.table = table
    self.key = key
    self.rules = rules
    self.location = location
  }

  /// Creates the clause for tenants that live elsewhere.
  public init(externalType: String, location: SourceLocation = .unknown) {
    self.init(table: "", key: "", location: location)
    self.externalType = externalType
  }
}

/// How far a role reaches.
public enum Reach: String, Hashable, Sendable, JSONCodable {
  /// The tenant that the login acts for.
  case ownTenant = "own tenant"
  /// Every tenant; held by logins of their own.
  case allTenants = "all tenants"
}

/// `Role("clerk", inherits: "viewer")`, or `Role("visitor", anonymous: true)`.
public struct RoleClause: Hashable, Sendable {
  /// The role's name within the policy.
  public var name: String
  /// Roles whose rules it has too.
  public var inherits: [String]
  /// How far it reaches.
  public var reach: Reach
  /// The level below the tenant that it is held at; nil where it is held in the whole tenant.
  public var level: String?
  /// Whether it is held without a person, and by no person.
  public var anonymous: Bool
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(
    _ name: String, inherits: [String] = [], reach: Reach = .ownTenant, at level: String? = nil,
    anonymous: Bool = false, location: SourceLocation = .unknown
  ) {
    self.name = name
    self.inherits = inherits
    self.reach = reach
    self.level = level
    self.anonymous = anonymous
    self.location = location
  }
}

/// How a table's rows find their tenant.
public enum Ownership: Hashable, Sendable {
  /// By a column that holds the tenant's key.
  case column(String)
  /// By a foreign key's columns: a row belongs to whoever owns its parent.
  case through([String])
  /// By NOT NULL foreign keys, found in the snapshot.
  case inferred
  /// To every tenant.
  case shared
  /// To no tenant; no rule can exist, but the clause may name roles that reach all tenants.
  case `internal`
}

/// An ownership with the tables it is for.
public struct OwnershipClause: Hashable, Sendable {
  /// How rows find their tenant.
  public var ownership: Ownership
  /// Within a schema: names and patterns it is for; empty means every table that fits.
  public var patterns: [String]
  /// Of internal tables: roles that reach all tenants, which alone read and write them.
  public var roles: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(
    _ ownership: Ownership, patterns: [String] = [], roles: [String] = [], location: SourceLocation = .unknown
  ) {
    self.ownership = ownership
    self.patterns = patterns
    self.roles = roles
    self.location = location
  }
}

/// `Schema("app") { Owned(by: "tenant_id") … }`: a schema whose every table the policy classifies.
public struct SchemaClause: Hashable, Sendable {
  /// The schema.
  public var name: String
  /// Tried in order for each table that says nothing itself.
  public var ownerships: [OwnershipClause]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ name: String, ownerships: [OwnershipClause], location: SourceLocation = .unknown) {
    self.name = name
    self.ownerships = ownerships
    self.location = location
  }
}

/// `Table("app.shipments") { … }` or `Tables("app.event_*") { … }`.
public struct TablesClause: Hashable, Sendable {
  /// Qualified names; `*` stands for any run of characters in the table's name.
  public var patterns: [String]
  /// What is said of them.
  public var rules: TableRules
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ patterns: [String], rules: TableRules, location: SourceLocation = .unknown) {
    self.patterns = patterns
    self.rules = rules
    self.location = location
  }
}

/// `Never(.delete, on: "app.events")`: a claim about all rows and actors.
public struct NeverClause: Hashable, Sendable {
  /// The commands that must not happen.
  public var commands: [Command]
  /// Names and patterns of tables.
  public var patterns: [String]
  /// Roles it is about; empty means everybody.
  public var roles: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(
    _ commands: [Command], on patterns: [String], roles: [String] = [], location: SourceLocation = .unknown
  ) {
    self.commands = commands
    self.patterns = patterns
    self.roles = roles
    self.location = location
  }
}

/// `Accept("unique: app.users.username", because: …)`: a channel or a finding that the team knows.
public struct AcceptClause: Hashable, Sendable {
  /// The id of the finding or the name of the channel.
  public var subject: String
  /// The table it is accepted for; empty means all.
  public var table: String
  /// Why.
  public var reason: String
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ subject: String, table: String = "", reason: String, location: SourceLocation = .unknown) {
    self.subject = subject
    self.table = table
    self.reason = reason
    self.location = location
  }
}
