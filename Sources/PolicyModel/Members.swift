public import CanonicalJSON
public import Diagnostics

/// `Members(in: "app.members", person: "user_id", tenant: "org_id", role: "role", map: ["admin": "manager"])`: who is what
/// in which tenant stands in the application's own table.
public struct MembersClause: Hashable, Sendable {
  /// The table with a row for each person of a tenant.
  public var table: String
  /// Its column with the person.
  public var person: String
  /// Its column with the tenant.
  public var tenant: String
  /// Its column that names one role; nil where none does.
  public var role: String?
  /// Its column that holds a set of roles; nil where none does.
  public var roles: String?
  /// The policy's role for each value of those columns; empty means that values are the roles' own names.
  public var map: [String: String]
  /// The policy's role for each boolean column that gives one where it is true.
  public var flags: [String: String]
  /// Which rows count; nil where all do.
  public var condition: Predicate?
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(
    in table: String, person: String, tenant: String, role: String? = nil, roles: String? = nil,
    map: [String: String] = [:], flags: [String: String] = [:], where condition: Predicate? = nil,
    location: SourceLocation = .unknown
  ) {
    self.table = table
    self.person = person
    self.tenant = tenant
    self.role = role
    self.roles = roles
    self.map = map
    self.flags = flags
    self.condition = condition
    self.location = location
  }
}

extension MembersClause: JSONCodable {
  /// The table, its columns, and what their values mean.
  public var json: JSONValue {
    func object(_ names: [String: String]) -> JSONValue? {
      names.isEmpty ? nil : .object(names.mapValues(\.json))
    }
    return .object(compacting: [
      "in": table.json, "person": person.json, "tenant": tenant.json, "role": role?.json, "roles": roles?.json,
      "map": object(map), "flags": object(flags), "where": condition?.json, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      in: try reader.take("in"), person: try reader.take("person"), tenant: try reader.take("tenant"),
      role: try reader.takeOptional("role"), roles: try reader.takeOptional("roles"),
      map: try Self.names("map", &reader), flags: try Self.names("flags", &reader),
      where: try reader.takeOptional("where"), location: try reader.takeLocation())
    try reader.finish()
  }

  private static func names(
    _ key: String, _ reader: inout JSONObjectReader
  ) throws(JSONDecodingError) -> [String: String] {
    guard let json = try reader.takeOptional(key, as: JSONValue.self) else { return [:] }
    guard case .object(let members) = json else { throw JSONDecodingError("expected an object", at: [key]) }
    var names: [String: String] = [:]
    for (name, value) in members {
      do { names[name] = try String(json: value) } catch {
        throw JSONDecodingError(error.reason, at: [key, name])
      }
    }
    return names
  }
}
