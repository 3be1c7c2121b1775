import CanonicalJSON
import Diagnostics

extension Policy {
  /// The same policy without locations, in value and in JSON: what locks and hashes are made of.
  public var canonical: Policy {
    Policy(
      name: name,
      tenants: tenants.unlocated,
      bindings: bindings.map(\.unlocated),
      levels: levels.map(\.unlocated),
      roles: roles.map(\.unlocated),
      schemas: schemas.map { SchemaClause($0.name, ownerships: $0.ownerships.map(\.unlocated)) },
      tables: tables.map { TablesClause($0.patterns, rules: $0.rules.unlocated) },
      claims: claims.map(\.unlocated), accepted: accepted.map(\.unlocated), promotions: promotions.map(\.unlocated),
      support: support.map(\.unlocated), members: members.map(\.unlocated))
  }
}

/// A clause that knows where it stands.
private protocol Located {
  var location: SourceLocation { get set }
}

extension Located {
  fileprivate var unlocated: Self {
    var copy = self
    copy.location = .unknown
    return copy
  }
}

extension BindClause: Located {}
extension LevelClause: Located {}
extension MayGrantClause: Located {}
extension SupportClause: Located {}
extension MembersClause: Located {}
extension RoleClause: Located {}
extension OwnershipClause: Located {}
extension NeverClause: Located {}
extension AcceptClause: Located {}
extension PersonalClause: Located {}
extension DirectoryClause: Located {}
extension AllowRule: Located {}
extension RequireRule: Located {}
extension HideRule: Located {}
extension MaskRule: Located {}
extension CrossingRule: Located {}

extension TenantsClause {
  fileprivate var unlocated: TenantsClause {
    var copy = self
    copy.rules = rules.unlocated
    copy.location = .unknown
    return copy
  }
}

extension TableRules {
  fileprivate var unlocated: TableRules {
    TableRules(
      ownership: ownership?.unlocated, personal: personal?.unlocated, directory: directory?.unlocated,
      allows: allows.map(\.unlocated), requires: requires.map(\.unlocated), hides: hides.map(\.unlocated),
      masks: masks.map(\.unlocated), crossings: crossings.map(\.unlocated))
  }
}

/// A list, left out where it is empty.
func list(_ values: [some JSONCodable]) -> JSONValue? { values.isEmpty ? nil : values.json }

/// A location, left out where it is not known.
func at(_ location: SourceLocation) -> JSONValue? { location.line > 0 ? location.description.json : nil }

extension JSONObjectReader {
  /// The member `at`, which may be absent.
  mutating func takeLocation() throws(JSONDecodingError) -> SourceLocation {
    guard let text = try takeOptional("at", as: String.self) else { return .unknown }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]), line > 0,
      column > 0
    else { throw JSONDecodingError("expected file:line:column", at: ["at"]) }
    return SourceLocation(file: parts.dropLast(2).joined(separator: ":"), line: line, column: column)
  }
}
