public import CanonicalJSON
public import Diagnostics

/// `MayGrant("manager", roles: "clerk", "viewer")`: who may give which roles, in the tenant that they act for.
public struct MayGrantClause: Hashable, Sendable {
  /// The role that gives, and all that inherit from it.
  public var role: String
  /// What it may give and take.
  public var roles: [String]
  /// Roles that may read the tenant's record, beside those that give.
  public var readers: [String]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ role: String, roles: [String], readers: [String] = [], location: SourceLocation = .unknown) {
    self.role = role
    self.roles = roles
    self.readers = readers
    self.location = location
  }
}

/// `Support("support", grantedBy: "manager", upTo: .hours(8))`: a role that people from outside have for a while.
public struct SupportClause: Hashable, Sendable {
  /// The role that is held by support access alone.
  public var role: String
  /// The role that opens it in the tenant that it acts for, and all that inherit from it.
  public var grantedBy: String
  /// The longest that one may last.
  public var upTo: Span
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ role: String, grantedBy: String, upTo: Span, location: SourceLocation = .unknown) {
    self.role = role
    self.grantedBy = grantedBy
    self.upTo = upTo
    self.location = location
  }
}

extension MayGrantClause: JSONCodable {
  /// The role, what it gives, and who reads the record beside it.
  public var json: JSONValue {
    .object(compacting: ["role": role.json, "roles": list(roles), "readers": list(readers), "at": at(location)])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("role"), roles: try reader.take("roles", or: []), readers: try reader.take("readers", or: []),
      location: try reader.takeLocation())
    try reader.finish()
  }
}

extension SupportClause: JSONCodable {
  /// The role, who opens it, and its longest time in seconds.
  public var json: JSONValue {
    .object(compacting: [
      "role": role.json, "grantedBy": grantedBy.json, "upTo": upTo.seconds.json, "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    self.init(
      try reader.take("role"), grantedBy: try reader.take("grantedBy"),
      upTo: Span(seconds: try reader.take("upTo")), location: try reader.takeLocation())
    try reader.finish()
  }
}
