public import CanonicalJSON
public import Diagnostics

/// `Level("project", in: "app.projects")`: something below the tenant that roles are held at.
public struct LevelClause: Hashable, Sendable {
  /// The level's name within the policy.
  public var name: String
  /// The table with one row for each of it.
  public var table: String
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ name: String, in table: String, location: SourceLocation = .unknown) {
    self.name = name
    self.table = table
    self.location = location
  }
}

extension LevelClause: JSONCodable {
  /// The name and the table.
  public var json: JSONValue { .object(compacting: ["name": name.json, "table": table.json, "at": at(location)]) }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(try reader.take("name"), in: try reader.take("table"), location: try reader.takeLocation())
    try reader.finish()
  }
}
