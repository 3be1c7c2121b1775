public import CanonicalJSON

/// A column as the catalog describes it.
public struct Column: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The type as `format_type` spells it, such as `numeric(10,2)` or `app.status`.
  public var type: String
  /// Whether NULL is refused.
  public var notNull: Bool
  /// The default expression as the server prints it.
  public var defaultExpression: String?
  /// Whether the value is computed from other columns.
  public var generated: Bool
  /// What a generated value is computed from, as the server prints it.
  public var generationExpression: String?
  /// Whether it is GENERATED ALWAYS AS IDENTITY, so that it cannot be sent.
  public var identityAlways: Bool
  /// Whether its collation calls texts equal that differ, such as two spellings of a word.
  public var nondeterministic: Bool
  /// Creates a column.
  public init(
    _ name: String, _ type: String, notNull: Bool = false, defaultExpression: String? = nil, generated: Bool = false,
    generationExpression: String? = nil, identityAlways: Bool = false, nondeterministic: Bool = false
  ) {
    self.name = name
    self.type = type
    self.notNull = notNull
    self.defaultExpression = defaultExpression
    self.generated = generated
    self.generationExpression = generationExpression
    self.identityAlways = identityAlways
    self.nondeterministic = nondeterministic
  }

  /// Whether the value may be computed from the column of that name: an expression names it as the server prints names, in
  /// quotes unless it is nothing but small letters, digits and underscores (`quote_identifier`). A constant that has the
  /// word in it counts as well, and so does an expression that is not known.
  public func isComputed(from other: String) -> Bool {
    guard generated else { return false }
    guard let generationExpression else { return true }
    let words = generationExpression.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.contains { $0 == other }
      || generationExpression.contains("\"\(other.replacing("\"", with: "\"\""))\"")
  }
}

/// A primary key or UNIQUE constraint.
public struct Key: Hashable, Sendable {
  /// The constraint's name.
  public var name: String
  /// The columns in order.
  public var columns: [String]
  /// Creates a key.
  public init(_ name: String, _ columns: [String]) {
    self.name = name
    self.columns = columns
  }
}

/// What happens to a child when its parent goes or changes.
public enum KeyAction: String, Hashable, Sendable, JSONCodable {
  /// NO ACTION.
  case noAction = "no action"
  /// RESTRICT.
  case restrict
  /// CASCADE.
  case cascade
  /// SET NULL.
  case setNull = "set null"
  /// SET DEFAULT.
  case setDefault = "set default"
}

/// A foreign key.
public struct ForeignKey: Hashable, Sendable {
  /// The constraint's name.
  public var name: String
  /// The referencing columns.
  public var columns: [String]
  /// The referenced table.
  public var parent: QualifiedName
  /// The referenced columns, in the same order.
  public var parentColumns: [String]
  /// ON DELETE.
  public var onDelete: KeyAction
  /// The columns that ON DELETE SET NULL or SET DEFAULT changes, where it names some; empty means all of the key's.
  public var onDeleteColumns: [String]
  /// ON UPDATE.
  public var onUpdate: KeyAction
  /// DEFERRABLE.
  public var deferrable: Bool
  /// INITIALLY DEFERRED.
  public var deferred: Bool
  /// NOT VALID or NOT ENFORCED: rows stand, or may come, that it does not hold for.
  public var unchecked: Bool
  /// Creates a key.
  public init(
    _ name: String, _ columns: [String], _ parent: QualifiedName, _ parentColumns: [String],
    onDelete: KeyAction = .noAction, onDeleteColumns: [String] = [], onUpdate: KeyAction = .noAction,
    deferrable: Bool = false, deferred: Bool = false, unchecked: Bool = false
  ) {
    self.name = name
    self.columns = columns
    self.parent = parent
    self.parentColumns = parentColumns
    self.onDelete = onDelete
    self.onDeleteColumns = onDeleteColumns
    self.onUpdate = onUpdate
    self.deferrable = deferrable
    self.deferred = deferred
    self.unchecked = unchecked
  }
}

/// A named object with the text the server prints for it: a check, an index, a trigger, a rule, a row policy.
public struct Definition: Hashable, Sendable {
  /// The object's name.
  public var name: String
  /// The server's own text.
  public var text: String
  /// Creates a definition.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

/// A table with everything that decides who reaches its rows.
public struct Table: Hashable, Sendable {
  /// The name.
  public var name: QualifiedName
  /// The owning role.
  public var owner = ""
  /// Whether row security is enabled.
  public var rowSecurity = false
  /// Whether row security binds the owner too.
  public var forced = false
  /// The columns in their order.
  public var columns: [Column]
  /// The primary key.
  public var primaryKey: Key?
  /// UNIQUE constraints and unique indexes over plain columns.
  public var uniques: [Key] = []
  /// Foreign keys.
  public var foreignKeys: [ForeignKey] = []
  /// CHECK constraints.
  public var checks: [Definition] = []
  /// Indexes.
  public var indexes: [Definition] = []
  /// Triggers that are not the server's own.
  public var triggers: [Definition] = []
  /// Rewrite rules.
  public var rules: [Definition] = []
  /// Row policies.
  public var policies: [Definition] = []
  /// Privileges, one `grantee=privilege[(column)]` each.
  public var grants: [String] = []
  /// Parents by inheritance or partitioning.
  public var inherits: [QualifiedName] = []
  /// Publications that carry its rows away.
  public var publications: [String] = []

  /// Creates a table.
  public init(_ name: QualifiedName, columns: [Column]) {
    self.name = name
    self.columns = columns
  }

  /// The column of that name.
  public func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// Whether a primary key or UNIQUE constraint consists of exactly these columns.
  public func hasKey(over columns: [String]) -> Bool {
    ([primaryKey].compactMap(\.self) + uniques).contains { Set($0.columns) == Set(columns) }
  }
}
