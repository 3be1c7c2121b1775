import Diagnostics
import SQLSyntax
import SchemaModel

/// Privileges, one fact each, put together into few statements that read well.
enum GrantStatements {
  /// The statements that grant or revoke the facts, in a stable order.
  static func steps(for facts: [GrantFact: GrantReason], revoke: Bool, routinesApart: Bool) -> [Step] {
    var byPair: [Pair: [GrantFact]] = [:]
    for fact in facts.keys { byPair[Pair(object: fact.object, role: fact.role), default: []].append(fact) }
    // Roles that hold the same on one object share a statement, then objects that the same roles hold the same on.
    var rolesBy: [Held: [String]] = [:]
    for (pair, held) in byPair {
      rolesBy[Held(object: pair.object, specs: specs(held, facts)), default: []].append(pair.role)
    }
    var objectsBy: [Group: [Securable]] = [:]
    for (held, roles) in rolesBy {
      let alone = held.specs.contains { !$0.columns.isEmpty } || (routinesApart && held.object.isRoutine)
      let single = alone ? held.object : nil
      objectsBy[Group(roles: roles.sorted(), specs: held.specs, kind: held.object.kind, only: single), default: []]
        .append(held.object)
    }
    let groups = objectsBy.map { (group: $0.key, objects: $0.value.sorted { $0.place < $1.place }) }
      .sorted {
        ($0.group.kind, $0.objects[0].place, $0.group.order) < ($1.group.kind, $1.objects[0].place, $1.group.order)
      }
    return groups.map { group, objects in
      let reasons = facts.filter { group.roles.contains($0.key.role) && objects.contains($0.key.object) }.map(\.value)
      let first = reasons.min { ($0.location.line, $0.purpose) < ($1.location.line, $1.purpose) }
      let grantees = group.roles.map(Grantee.role)
      let statement: Statement =
        revoke
        ? .revoke(group.specs, on: objects, from: grantees) : .grant(group.specs, on: objects, to: grantees)
      let purposes = Set(reasons.map(\.purpose))
      let about =
        purposes.count == 1
        ? purposes.first ?? ""
        : "What \(group.roles.joined(separator: " and ")) may do with \(objects.map(\.description).joined(separator: ", "))"
      return Step(statement, revoke ? "No longer allowed: \(about)" : about, first?.location ?? .unknown)
    }
  }

  /// Whole-object privileges swallow those on columns.
  private static func specs(_ held: [GrantFact], _ reasons: [GrantFact: GrantReason]) -> [PrivilegeSpec] {
    Dictionary(grouping: held, by: \.privilege).sorted { $0.key < $1.key }.map { privilege, facts in
      let placed = facts.map { (position: reasons[$0]?.position ?? 0, column: $0.column) }
      let columns = placed.sorted { ($0.position, $0.column ?? "") < ($1.position, $1.column ?? "") }.compactMap(
        \.column)
      return PrivilegeSpec(privilege, columns.count < facts.count ? [] : columns)
    }
  }

  private struct Pair: Hashable {
    var object: Securable
    var role: String
  }
  private struct Held: Hashable {
    var object: Securable
    var specs: [PrivilegeSpec]
  }
  private struct Group: Hashable {
    var roles: [String]
    var specs: [PrivilegeSpec]
    var kind: Int
    /// The one object where columns are named, which are its own, or where the statement takes one.
    var only: Securable?
    var order: String {
      roles.joined(separator: ",") + specs.map { $0.privilege.rawValue + $0.columns.joined(separator: ",") }.joined()
    }
  }
}

extension Securable {
  /// Names before what is inside them, the door of the database last.
  var kind: Int {
    switch self {
    case .schema: 0
    case .routine: 1
    case .sequence: 2
    case .relation, .allTables, .allSequences, .allRoutines: 3
    case .database: 4
    }
  }

  var isRoutine: Bool { if case .routine = self { true } else { false } }

  /// For a stable order.
  var place: String {
    switch self {
    case .database: ""
    case .schema(let name), .allTables(let name), .allSequences(let name), .allRoutines(let name): name
    case .relation(let name), .sequence(let name), .routine(let name, _): name.description
    }
  }
}
