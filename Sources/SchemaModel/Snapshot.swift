/// A role of the cluster that the database's access depends on.
public struct DatabaseRole: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Attributes in alphabetical order, such as `bypassrls`, `login`, `superuser`.
  public var attributes: [String]
  /// Roles it is a direct member of.
  public var memberOf: [String]
  /// What its memberships have beside or less than others, such as `clerks ADMIN`: it may give that role to anybody.
  public var memberOptions: [String]
  /// Settings attached to it, `name=value`.
  public var settings: [String]
  /// Creates a role.
  public init(
    _ name: String, attributes: [String] = [], memberOf: [String] = [], memberOptions: [String] = [],
    settings: [String] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.memberOf = memberOf
    self.memberOptions = memberOptions
    self.settings = settings
  }
}

/// A schema, view, routine, sequence or type: owner, privileges, and the text that decides what it does.
public struct SchemaObject: Hashable, Sendable {
  /// `schema`, `view`, `materialized view`, `function`, `procedure`, `sequence`, `foreign table`, `enum`, `database`, `default privileges`, `extension`,
  /// `event trigger`, `setting`, `parameter`.
  public var kind: String
  /// The name as people write it; a routine's with its argument types.
  public var name: String
  /// The owning role.
  public var owner: String
  /// The server's text: a view's query and options, a routine's header and body, an enum's labels.
  public var text: String
  /// Privileges, one `grantee=privilege` each.
  public var grants: [String]
  /// Creates an object.
  public init(kind: String, name: String, owner: String, text: String = "", grants: [String] = []) {
    self.kind = kind
    self.name = name
    self.owner = owner
    self.text = text
    self.grants = grants
  }
}

/// What a database holds, as values: the ground for check, generate, diff and the comparison after apply.
public struct SchemaSnapshot: Hashable, Sendable {
  /// The version of the JSON form.
  public static let formatVersion = 1
  /// Where it was taken.
  public var engine: Engine
  /// Tables, by name.
  public var tables: [Table]
  /// Everything else, by kind and name.
  public var objects: [SchemaObject]
  /// Roles that matter, by name.
  public var roles: [DatabaseRole]

  /// Creates a snapshot; its parts are put in canonical order.
  public init(engine: Engine, tables: [Table], objects: [SchemaObject] = [], roles: [DatabaseRole] = []) {
    self.engine = engine
    self.tables = tables.sorted { $0.name < $1.name }
    self.objects = objects.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
    self.roles = roles.sorted { $0.name < $1.name }
  }

  /// The table of that name.
  public func table(_ name: QualifiedName) -> Table? { tables.first { $0.name == name } }

  /// The labels of an enum type by the name `format_type` gives it, or nil where it is no enum.
  public func enumLabels(of type: String) -> [String]? {
    objects.first { $0.kind == "enum" && ($0.name == type || $0.name.hasSuffix(".\(type)")) }
      .map { $0.text.split(separator: "\n").map(String.init) }
  }
}
