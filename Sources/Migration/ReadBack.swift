package import Enforcement
import SQLSyntax
package import SchemaModel

extension Plan {
  /// The schemas that the plan touches.
  package var schemas: [String] {
    var names: Set<String> = ["bailiwick"]
    names.formUnion(tables.map(\.schema))
    for case .schema(let name) in grants.keys.map(\.object) { names.insert(name) }
    return names.sorted()
  }

  /// Where the catalog is not what the plan says, a line each: policies and whom they bind, row security, owners, views,
  /// privileges, and what the roles are and can become. Expressions are compared by `verify`, since a server writes them in its own words.
  package func differences(in found: SchemaSnapshot) -> [String] {
    let steps = objects.flatMap(\.create).map(\.statement)
    return tables(steps, found) + objects(steps, found) + privileges(found) + roles(steps, found)
  }

  private func tables(_ steps: [Statement], _ found: SchemaSnapshot) -> [String] {
    var lines: [String] = []
    for name in locked.sorted() {
      guard let table = found.table(name) else {
        lines.append("\(name) is missing")
        continue
      }
      if !table.rowSecurity || !table.forced { lines.append("\(name): row security is not enabled and forced") }
      var wanted: [String: RowPolicy] = [:]
      for case .createPolicy(let policy) in steps where policy.table == name { wanted[policy.name] = policy }
      for policy in table.policies where wanted[policy.name] == nil {
        lines.append("\(name): policy \(policy.name) is not of the plan")
      }
      for (policyName, policy) in wanted.sorted(by: { $0.key < $1.key }) {
        guard let there = table.policies.first(where: { $0.name == policyName }) else {
          lines.append("\(name): policy \(policyName) is missing")
          continue
        }
        if !policy.fits(there.text) { lines.append("\(name): policy \(policyName) is \(there.text)") }
      }
    }
    return lines
  }

  private func objects(_ steps: [Statement], _ found: SchemaSnapshot) -> [String] {
    steps.compactMap { step in
      guard case .setOwner(let object, let owner?) = step else { return nil }
      let actual: String? =
        switch object {
        case .schema(let name): found.objects.first { $0.kind == "schema" && $0.name == name }?.owner
        case .table(let name): found.table(name)?.owner
        case .view(let name): found.objects.first { $0.kind == "view" && $0.name == name.description }?.owner
        case .sequence(let name): found.objects.first { $0.kind == "sequence" && $0.name == name.description }?.owner
        case .routine(let name, _):
          found.objects.first { $0.kind == "function" && $0.name.hasPrefix("\(name)(") }?.owner
        }
      return actual == owner ? nil : "\(object) belongs to \(actual ?? "nobody: it is missing"), not to \(owner)"
    }
  }

  /// Everything that anybody but the owner holds on what the plan guards.
  private func privileges(_ found: SchemaSnapshot) -> [String] {
    var wanted: [Securable: Set<String>] = [:]
    for fact in grants.keys where fact.object != .database {
      wanted[fact.object.byName, default: []].insert("\(fact.role) \(fact.privilege.rawValue) \(fact.column ?? "")")
    }
    var held: [(object: Securable, owner: String, grants: [String])] = found.tables.map {
      (.relation($0.name), $0.owner, $0.grants)
    }
    for object in found.objects {
      switch (object.kind, QualifiedName(parsing: object.name)) {
      case ("schema", _): held.append((.schema(object.name), object.owner, object.grants))
      case ("view", let name?): held.append((.relation(name), object.owner, object.grants))
      case ("sequence", let name?): held.append((.sequence(name), object.owner, object.grants))
      case ("function", _):
        if let name = QualifiedName(parsing: String(object.name.prefix { $0 != "(" })) {
          held.append((.routine(name), object.owner, object.grants))
        }
      default: continue
      }
    }
    let mine = Set(schemas)
    return held.filter { mine.contains($0.object.schema ?? "") }.flatMap { object, owner, grants -> [String] in
      let actual = Set(
        grants.compactMap(Grant.init(parsing:)).filter { $0.role != owner }
          .map { "\($0.role ?? "PUBLIC") \($0.privilege) \($0.column ?? "")" })
      let expected = wanted.removeValue(forKey: object) ?? []
      return expected.subtracting(actual).sorted().map { "\(object): \($0) is missing" }
        + actual.subtracting(expected).sorted().map { "\(object): \($0) is not of the plan" }
    } + wanted.keys.map { "\($0) is missing" }.sorted()
  }
}

extension Plan {
  /// A role that was there before may be more than the plan makes it, or a member of something that is.
  private func roles(_ steps: [Statement], _ found: SchemaSnapshot) -> [String] {
    var groups: [String: Set<String>] = [:]
    for case .grantRole(let group, let member) in steps { groups[member, default: []].insert(group) }
    var lines: [String] = []
    for name in roles.sorted() {
      guard let role = found.roles.first(where: { $0.name == name }) else {
        lines.append("role \(name) is missing")
        continue
      }
      lines += role.attributes.filter { $0 != "noinherit" }.map { "role \(name) has \($0.uppercased())" }
      lines += Set(role.memberOf).subtracting(groups[name] ?? []).sorted().map { "role \(name) is a member of \($0)" }
      lines += (groups[name] ?? []).subtracting(role.memberOf).sorted().map { "role \(name) is no member of \($0)" }
    }
    return lines
  }
}

extension Securable {
  /// The object without the types of a routine's arguments: no two routines of a plan share a name.
  fileprivate var byName: Securable { if case .routine(let name, _) = self { .routine(name) } else { self } }
}

extension RowPolicy {
  /// Whether the catalog's text is that of a policy of this kind, for these commands and roles, with these parts.
  fileprivate func fits(_ text: String) -> Bool {
    let roles = grantees.map { grantee -> String in
      switch grantee {
      case .everybody: "PUBLIC"
      case .role(let name): name
      }
    }
    let head = "\(restrictive ? "RESTRICTIVE" : "PERMISSIVE") FOR \(command.rawValue) TO "
    guard text.hasPrefix(head) else { return false }
    let rest = text.dropFirst(head.count).replacing("\"", with: "")
    // The list of roles ends where the first part begins: one role more would be one role more.
    let end = using != nil ? " USING " : " WITH CHECK "
    return rest.hasPrefix(roles.sorted().joined(separator: ", ").replacing("\"", with: "") + end)
      && (check != nil) == text.contains(" WITH CHECK ")
  }
}
