public import CanonicalJSON

extension Column: JSONCodable {
  /// Absent members are the usual case.
  public var json: JSONValue {
    .object(compacting: [
      "name": .string(name), "type": .string(type), "notNull": notNull ? .bool(true) : nil,
      "default": defaultExpression.map { .string($0) }, "generated": generated ? .bool(true) : nil,
      "generatedAs": generationExpression.map { .string($0) }, "identityAlways": identityAlways ? .bool(true) : nil,
      "nondeterministic": nondeterministic ? .bool(true) : nil,
    ])
  }
  /// Reads the members.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("name"), try reader.take("type"), notNull: try reader.take("notNull", or: false),
      defaultExpression: try reader.takeOptional("default"), generated: try reader.take("generated", or: false),
      generationExpression: try reader.takeOptional("generatedAs"),
      identityAlways: try reader.take("identityAlways", or: false),
      nondeterministic: try reader.take("nondeterministic", or: false))
    try reader.finish()
  }
}

extension Key: JSONCodable {
  /// Name and columns.
  public var json: JSONValue { .object(["name": .string(name), "columns": columns.json]) }
  /// Reads name and columns.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(try reader.take("name"), try reader.take("columns"))
    try reader.finish()
  }
}

extension ForeignKey: JSONCodable {
  /// Absent members are the defaults of SQL.
  public var json: JSONValue {
    .object(compacting: [
      "name": .string(name), "columns": columns.json, "parent": parent.json, "parentColumns": parentColumns.json,
      "onDelete": onDelete == .noAction ? nil : onDelete.json,
      "onDeleteColumns": onDeleteColumns.isEmpty ? nil : onDeleteColumns.json,
      "onUpdate": onUpdate == .noAction ? nil : onUpdate.json,
      "deferrable": deferrable ? .bool(true) : nil, "deferred": deferred ? .bool(true) : nil,
      "unchecked": unchecked ? .bool(true) : nil,
    ])
  }
  /// Reads the members.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("name"), try reader.take("columns"), try reader.take("parent"), try reader.take("parentColumns"),
      onDelete: try reader.take("onDelete", or: .noAction),
      onDeleteColumns: try reader.take("onDeleteColumns", or: []), onUpdate: try reader.take("onUpdate", or: .noAction),
      deferrable: try reader.take("deferrable", or: false), deferred: try reader.take("deferred", or: false),
      unchecked: try reader.take("unchecked", or: false))
    try reader.finish()
  }
}

extension Definition: JSONCodable {
  /// Name and text.
  public var json: JSONValue { .object(["name": .string(name), "text": .string(text)]) }
  /// Reads name and text.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(try reader.take("name"), try reader.take("text"))
    try reader.finish()
  }
}

extension Table: JSONCodable {
  /// Empty lists are left out.
  public var json: JSONValue {
    func list<T: JSONCodable>(_ items: [T]) -> JSONValue? { items.isEmpty ? nil : items.json }
    return .object(compacting: [
      "name": name.json, "owner": .string(owner), "rowSecurity": rowSecurity ? .bool(true) : nil,
      "forced": forced ? .bool(true) : nil, "columns": columns.json, "primaryKey": primaryKey?.json,
      "uniques": list(uniques), "foreignKeys": list(foreignKeys), "checks": list(checks), "indexes": list(indexes),
      "triggers": list(triggers), "rules": list(rules), "policies": list(policies), "grants": list(grants),
      "inherits": list(inherits), "publications": list(publications),
    ])
  }
  /// Reads the members.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(try reader.take("name"), columns: try reader.take("columns"))
    owner = try reader.take("owner", or: "")
    rowSecurity = try reader.take("rowSecurity", or: false)
    forced = try reader.take("forced", or: false)
    primaryKey = try reader.takeOptional("primaryKey")
    uniques = try reader.take("uniques", or: [])
    foreignKeys = try reader.take("foreignKeys", or: [])
    checks = try reader.take("checks", or: [])
    indexes = try reader.take("indexes", or: [])
    triggers = try reader.take("triggers", or: [])
    rules = try reader.take("rules", or: [])
    policies = try reader.take("policies", or: [])
    grants = try reader.take("grants", or: [])
    inherits = try reader.take("inherits", or: [])
    publications = try reader.take("publications", or: [])
    try reader.finish()
  }
}

extension DatabaseRole: JSONCodable {
  /// Absent options are the usual case.
  public var json: JSONValue {
    .object(compacting: [
      "name": .string(name), "attributes": attributes.json, "memberOf": memberOf.json,
      "memberOptions": memberOptions.isEmpty ? nil : memberOptions.json, "settings": settings.json,
    ])
  }
  /// Reads the members.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("name"), attributes: try reader.take("attributes"), memberOf: try reader.take("memberOf"),
      memberOptions: try reader.take("memberOptions", or: []), settings: try reader.take("settings"))
    try reader.finish()
  }
}

extension SchemaObject: JSONCodable {
  /// All members.
  public var json: JSONValue {
    .object([
      "kind": .string(kind), "name": .string(name), "owner": .string(owner), "text": .string(text),
      "grants": grants.json,
    ])
  }
  /// Reads the members.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      kind: try reader.take("kind"), name: try reader.take("name"), owner: try reader.take("owner"),
      text: try reader.take("text"), grants: try reader.take("grants"))
    try reader.finish()
  }
}

extension SchemaSnapshot: JSONCodable {
  /// The document `sql/schema.json`.
  public var json: JSONValue {
    .object([
      "format": .string("bailiwick-schema"), "version": SchemaSnapshot.formatVersion.json, "engine": engine.json,
      "tables": tables.json, "objects": objects.json, "roles": roles.json,
    ])
  }
  /// Reads the document.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    let format = try reader.take("format", as: String.self)
    guard format == "bailiwick-schema" else { throw JSONDecodingError("its format is \"\(format)\"") }
    let version = try reader.take("version", as: Int.self)
    guard version == SchemaSnapshot.formatVersion else {
      throw JSONDecodingError(
        "it has version \(version) of the format, this Bailiwick reads version \(SchemaSnapshot.formatVersion): "
          + "take it again with `bailiwick schema`")
    }
    self.init(
      engine: try reader.take("engine"), tables: try reader.take("tables"), objects: try reader.take("objects"),
      roles: try reader.take("roles"))
    try reader.finish()
    let names = tables.map(\.name.description)
    let columns = tables.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } }
    for list in [names, columns, objects.map { "\($0.kind) \($0.name)" }, roles.map(\.name)] {
      if let name = Self.twin(list) {
        throw JSONDecodingError(
          "\"\(name)\" stands for two things whose names look the same, but have different code points; rename one")
      }
    }
  }

  /// A name that equals another in Swift but not on the server, for which an accent and a letter with that accent differ:
  /// of two such tables, one would go unguarded.
  private static func twin(_ names: [String]) -> String? {
    var seen: [String: String] = [:]
    return names.first { name in
      guard let other = seen.updateValue(name, forKey: name) else { return false }
      return !other.utf8.elementsEqual(name.utf8)
    }
  }
}
