public import CanonicalJSON
import Diagnostics

extension Policy: JSONCodable {
  /// What the member `format` of a policy document says.
  public static let format = "bailiwick-policy"

  /// The document, with the version of its form.
  public var json: JSONValue {
    .object(compacting: [
      "format": Policy.format.json, "version": Policy.formatVersion.json, "name": name.json, "tenants": tenants.json,
      "bindings": list(bindings), "levels": list(levels), "roles": list(roles), "mayGrant": list(promotions),
      "support": list(support), "members": list(members), "schemas": list(schemas), "tables": list(tables),
      "never": list(claims),
      "accepted": list(accepted),
    ])
  }
  /// Reads a document of this version.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    guard try reader.take("format", as: String.self) == Policy.format else {
      throw JSONDecodingError("expected \"\(Policy.format)\"", at: ["format"])
    }
    let version = try reader.take("version", as: Int.self)
    guard version == Policy.formatVersion else {
      throw JSONDecodingError("version \(version) is not known, only \(Policy.formatVersion)", at: ["version"])
    }
    self.init(
      name: try reader.take("name"), tenants: try reader.take("tenants"),
      bindings: try reader.take("bindings", or: []), levels: try reader.take("levels", or: []),
      roles: try reader.take("roles", or: []),
      schemas: try reader.take("schemas", or: []), tables: try reader.take("tables", or: []),
      claims: try reader.take("never", or: []), accepted: try reader.take("accepted", or: []),
      promotions: try reader.take("mayGrant", or: []), support: try reader.take("support", or: []),
      members: try reader.take("members", or: []))
    try reader.finish()
  }
}

extension TenantsClause: JSONCodable {
  /// The table, its key and the rules of its rows; or the type of keys that live elsewhere.
  public var json: JSONValue {
    if let externalType { return .object(compacting: ["external": externalType.json, "at": at(location)]) }
    return .object(compacting: [
      "table": table.json, "key": key.json, "rules": rules == TableRules() ? nil : rules.json, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    if let type = try reader.takeOptional("external", as: String.self) {
      self.init(externalType: type, location: try reader.takeLocation())
      try reader.finish()
      return
    }
    self.init(
      table: try reader.take("table"), key: try reader.take("key"), rules: try reader.take("rules", or: TableRules()),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension RoleClause: JSONCodable {
  /// The name, what it inherits, its reach where that is not its own tenant, and whether it is held without a person.
  public var json: JSONValue {
    .object(compacting: [
      "name": name.json, "inherits": list(inherits), "reach": reach == .ownTenant ? nil : reach.json,
      "level": level?.json, "anonymous": anonymous ? anonymous.json : nil,
      "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("name"), inherits: try reader.take("inherits", or: []),
      reach: try reader.take("reach", or: .ownTenant), at: try reader.takeOptional("level"),
      anonymous: try reader.take("anonymous", or: false),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension Ownership: JSONCodable {
  /// A word, or one member that names the kind.
  public var json: JSONValue {
    switch self {
    case .column(let name): .object(["column": name.json])
    case .through(let columns): .object(["through": columns.json])
    case .inferred: "inferred".json
    case .shared: "shared".json
    case .internal: "internal".json
    }
  }
  /// Reads a word or a member.
  public init(json: JSONValue) throws(JSONDecodingError) {
    switch json {
    case .string("inferred"): self = .inferred
    case .string("shared"): self = .shared
    case .string("internal"): self = .internal
    default:
      guard case .object(let members) = json, members.count == 1, let (key, value) = members.first else {
        throw JSONDecodingError("expected an ownership")
      }
      switch key {
      case "column": self = .column(try String(json: value))
      case "through": self = .through(try [String](json: value))
      default: throw JSONDecodingError("unknown ownership \"\(key)\"")
      }
    }
  }
}

extension OwnershipClause: JSONCodable {
  /// The ownership, its patterns, and the roles that reach an internal table.
  public var json: JSONValue {
    .object(compacting: [
      "ownership": ownership.json, "patterns": list(patterns), "to": list(roles), "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("ownership"), patterns: try reader.take("patterns", or: []), roles: try reader.take("to", or: []),
      location: try reader.takeLocation())
    guard roles.isEmpty || ownership == .internal else {
      throw JSONDecodingError("only internal tables are given to roles", at: ["to"])
    }
    try reader.finish()
  }
}

extension SchemaClause: JSONCodable {
  /// The name and the ownerships in order.
  public var json: JSONValue {
    .object(compacting: ["name": name.json, "ownerships": list(ownerships), "at": at(location)])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("name"), ownerships: try reader.take("ownerships", or: []), location: try reader.takeLocation())
    try reader.finish()
  }
}

extension TablesClause: JSONCodable {
  /// The patterns and the rules.
  public var json: JSONValue {
    .object(compacting: ["patterns": patterns.json, "rules": rules.json, "at": at(location)])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("patterns"), rules: try reader.take("rules"), location: try reader.takeLocation())
    try reader.finish()
  }
}

extension NeverClause: JSONCodable {
  /// The commands, the tables and the roles.
  public var json: JSONValue {
    .object(compacting: [
      "commands": commands.json, "on": patterns.json, "roles": list(roles), "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("commands"), on: try reader.take("on"), roles: try reader.take("roles", or: []),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension AcceptClause: JSONCodable {
  /// The subject, the table where it is for one, and the reason.
  public var json: JSONValue {
    .object(compacting: [
      "subject": subject.json, "table": table.isEmpty ? nil : table.json, "reason": reason.json, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("subject"), table: try reader.take("table", or: ""), reason: try reader.take("reason"),
      location: try reader.takeLocation())
    try reader.finish()
  }
}
