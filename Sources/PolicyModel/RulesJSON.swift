public import CanonicalJSON
import Diagnostics

extension TableRules: JSONCodable {
  /// What is said; what is not is left out.
  public var json: JSONValue {
    .object(compacting: [
      "ownership": ownership?.json, "personal": personal?.json, "directory": directory?.json, "allow": list(allows),
      "require": list(requires), "hide": list(hides), "mask": list(masks), "crossing": list(crossings),
    ])
  }
  /// Reads the rules.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      ownership: try reader.takeOptional("ownership"), personal: try reader.takeOptional("personal"),
      directory: try reader.takeOptional("directory"),
      allows: try reader.take("allow", or: []), requires: try reader.take("require", or: []),
      hides: try reader.take("hide", or: []), masks: try reader.take("mask", or: []),
      crossings: try reader.take("crossing", or: []))
    try reader.finish()
  }
}

extension PersonalClause: JSONCodable {
  /// The column, and whether the person stands instead of the tenant, which goes without saying where it does not.
  public var json: JSONValue {
    .object(compacting: [
      "column": column.json, "acrossTenants": acrossTenants ? acrossTenants.json : nil, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      column: try reader.take("column"), acrossTenants: try reader.take("acrossTenants", or: false),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension AllowRule: JSONCodable {
  /// The commands, the roles, and what narrows them.
  public var json: JSONValue {
    .object(compacting: [
      "commands": commands.json, "to": roles.json, "where": condition?.json, "resulting": resulting?.json,
      "columns": columns?.json, "at": at(location),
    ])
  }
  /// Reads the rule.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("commands"), to: try reader.take("to"), where: try reader.takeOptional("where"),
      resulting: try reader.takeOptional("resulting"), columns: try reader.takeOptional("columns"),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension RequireRule: JSONCodable {
  /// The predicate and who is exempt.
  public var json: JSONValue {
    .object(compacting: ["predicate": predicate.json, "except": list(except), "at": at(location)])
  }
  /// Reads the rule.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("predicate"), except: try reader.take("except", or: []), location: try reader.takeLocation())
    try reader.finish()
  }
}

extension HideRule: JSONCodable {
  /// The columns and who sees them.
  public var json: JSONValue {
    .object(compacting: ["columns": columns.json, "except": list(except), "at": at(location)])
  }
  /// Reads the rule.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("columns"), except: try reader.take("except", or: []), location: try reader.takeLocation())
    try reader.finish()
  }
}

extension Mask: JSONCodable {
  /// One member that names the form.
  public var json: JSONValue {
    switch self {
    case .keepLast(let count): .object(["keepLast": count.json])
    }
  }
  /// Reads the one member.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    let count = try reader.take("keepLast", as: Int.self)
    guard count >= 0 else { throw JSONDecodingError("cannot be negative", at: ["keepLast"]) }
    self = .keepLast(count)
    try reader.finish()
  }
}

extension MaskRule: JSONCodable {
  /// The column, the form, and who sees it in full.
  public var json: JSONValue {
    .object(compacting: [
      "column": column.json, "with": mask.json, "except": list(except), "at": at(location),
    ])
  }
  /// Reads the rule.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("column"), with: try reader.take("with"), except: try reader.take("except", or: []),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension CrossingRule: JSONCodable {
  /// The key and the reason.
  public var json: JSONValue {
    .object(compacting: ["key": key.json, "reason": reason.json, "at": at(location)])
  }
  /// Reads the rule.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("key"), reason: try reader.take("reason"), location: try reader.takeLocation())
    try reader.finish()
  }
}
