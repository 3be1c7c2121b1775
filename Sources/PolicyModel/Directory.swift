public import CanonicalJSON
public import Diagnostics

/// `Directory(of: "app.members", person: "user_id", where: column("left_at").isNull)`: whoever reads a table of persons finds
/// those who are members of the tenant, beside themselves.
public struct DirectoryClause: Hashable, Sendable {
  /// The table with a row for each membership, which is a tenant's.
  public var table: String
  /// Its column with the person; nil where another clause or the one foreign key between both tables says so.
  public var person: String?
  /// Which of its rows count; nil means all.
  public var condition: Predicate?
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(
    of table: String, person: String? = nil, where condition: Predicate? = nil, location: SourceLocation = .unknown
  ) {
    self.table = table
    self.person = person
    self.condition = condition
    self.location = location
  }
}

extension DirectoryClause: JSONCodable {
  /// The table, the person's column, and which rows count.
  public var json: JSONValue {
    .object(compacting: [
      "of": table.json, "person": person?.json, "where": condition?.json, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      of: try reader.take("of"), person: try reader.takeOptional("person"), where: try reader.takeOptional("where"),
      location: try reader.takeLocation())
    try reader.finish()
  }
}
