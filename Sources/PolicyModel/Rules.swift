public import CanonicalJSON
public import Diagnostics

/// What a rule is about; the order is that of access to a row.
public enum Command: String, Hashable, Sendable, CaseIterable, JSONCodable, Comparable {
  /// SELECT.
  case select
  /// INSERT.
  case insert
  /// UPDATE.
  case update
  /// DELETE.
  case delete

  /// In the order of the cases.
  public static func < (left: Command, right: Command) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// Everything that is said of a table.
public struct TableRules: Hashable, Sendable {
  /// How rows find their tenant, where the table says it itself.
  public var ownership: OwnershipClause?
  /// The column that holds the person a row belongs to.
  public var personal: PersonalClause?
  /// Where it stands who finds these persons beside themselves.
  public var directory: DirectoryClause?
  /// What roles may do.
  public var allows: [AllowRule]
  /// What every row must satisfy to be touched.
  public var requires: [RequireRule]
  /// Columns that only some read.
  public var hides: [HideRule]
  /// Columns that only some read in full.
  public var masks: [MaskRule]
  /// Foreign keys that may leave the tenant.
  public var crossings: [CrossingRule]
  /// Creates the rules.
  public init(
    ownership: OwnershipClause? = nil, personal: PersonalClause? = nil, directory: DirectoryClause? = nil,
    allows: [AllowRule] = [], requires: [RequireRule] = [], hides: [HideRule] = [], masks: [MaskRule] = [],
    crossings: [CrossingRule] = []
  ) {
    self.ownership = ownership
    self.personal = personal
    self.directory = directory
    self.allows = allows
    self.requires = requires
    self.hides = hides
    self.masks = masks
    self.crossings = crossings
  }
}

/// `Personal(by: "author_id")`: rows belong to a person, within the tenant or across all of them.
public struct PersonalClause: Hashable, Sendable {
  /// The column with the principal's id.
  public var column: String
  /// Whether the person stands instead of the tenant: the rows are theirs whichever tenant they act for.
  public var acrossTenants: Bool
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(column: String, acrossTenants: Bool = false, location: SourceLocation = .unknown) {
    self.column = column
    self.acrossTenants = acrossTenants
    self.location = location
  }
}

/// `Allow(.update, to: "clerk", where: …, resulting: …, columns: …)`.
public struct AllowRule: Hashable, Sendable {
  /// The commands.
  public var commands: [Command]
  /// The roles.
  public var roles: [String]
  /// The row before; nil means any.
  public var condition: Predicate?
  /// The row after; nil means the same as before.
  public var resulting: Predicate?
  /// The columns it is for; nil means all that nothing else withholds.
  public var columns: [String]?
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the rule.
  public init(
    _ commands: [Command], to roles: [String], where condition: Predicate? = nil, resulting: Predicate? = nil,
    columns: [String]? = nil, location: SourceLocation = .unknown
  ) {
    self.commands = commands
    self.roles = roles
    self.condition = condition
    self.resulting = resulting
    self.columns = columns
    self.location = location
  }
}

/// `Require(column("status") != "embargoed", except: "manager")`: binds every command.
public struct RequireRule: Hashable, Sendable {
  /// What a row must satisfy.
  public var predicate: Predicate
  /// Roles that are exempt, with those that inherit from them.
  public var except: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the rule.
  public init(_ predicate: Predicate, except: [String] = [], location: SourceLocation = .unknown) {
    self.predicate = predicate
    self.except = except
    self.location = location
  }
}

/// `Hide("margin", except: "manager")`.
public struct HideRule: Hashable, Sendable {
  /// Names and patterns of columns.
  public var columns: [String]
  /// Roles that see them, with those that inherit from them.
  public var except: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the rule.
  public init(_ columns: [String], except: [String] = [], location: SourceLocation = .unknown) {
    self.columns = columns
    self.except = except
    self.location = location
  }
}

/// How a value is shown to those who may not see it.
public enum Mask: Hashable, Sendable {
  /// Stars, then the last characters, never more than half of them.
  case keepLast(Int)
}

/// `Mask("contact_email", with: .keepLast(4), except: "clerk")`.
public struct MaskRule: Hashable, Sendable {
  /// The column.
  public var column: String
  /// How it is shown.
  public var mask: Mask
  /// Roles that see it in full, with those that inherit from them.
  public var except: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the rule.
  public init(_ column: String, with mask: Mask, except: [String] = [], location: SourceLocation = .unknown) {
    self.column = column
    self.mask = mask
    self.except = except
    self.location = location
  }
}

/// `Crossing("rides_vehicle_fk", because: …)`: a reference that may leave the tenant.
public struct CrossingRule: Hashable, Sendable {
  /// The foreign key's name.
  public var key: String
  /// Why it may.
  public var reason: String
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the rule.
  public init(_ key: String, reason: String, location: SourceLocation = .unknown) {
    self.key = key
    self.reason = reason
    self.location = location
  }
}
