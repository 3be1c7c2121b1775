import PolicyModel
import SQLSyntax
import SchemaModel

extension FuzzCase {
  /// Cases with one thing less, the larger things first. What makes no policy is refused like any other.
  var smaller: [FuzzCase] {
    withoutTables + withoutClauses + withoutRoles + withoutParts + withoutColumns
  }

  private func changed(_ change: (inout FuzzCase) -> Void) -> FuzzCase? {
    var copy = self
    change(&copy)
    return copy == self ? nil : copy
  }

  private var withoutTables: [FuzzCase] {
    asked.sorted().compactMap { name in asked.count > 1 ? changed { $0.asked.remove(name) } : nil }
      + draft.tables.reversed().compactMap { table in
        guard table.owner != .itself, asked != [table.name],
          !draft.tables.contains(where: { other in
            other.name != table.name && other.references.contains { $0.parent == table.name }
          })
        else { return nil }
        return changed { smaller in
          smaller.draft.tables.removeAll { $0.name == table.name }
          smaller.asked.remove(table.name)
          smaller.policy.tables.removeAll { $0.patterns == ["\(table.name)"] }
          smaller.policy.claims.removeAll { $0.patterns == ["\(table.name)"] }
          for index in smaller.policy.schemas[0].ownerships.indices {
            smaller.policy.schemas[0].ownerships[index].patterns.removeAll { $0 == table.name.name }
          }
          smaller.policy.schemas[0].ownerships.removeAll {
            ($0.ownership == .shared || $0.ownership == .internal) && $0.patterns.isEmpty
          }
        }
      }
  }

  private var withoutClauses: [FuzzCase] {
    let whole = [
      changed { $0.policy.members = [] },
      changed { smaller in
        for index in smaller.policy.members.indices { smaller.policy.members[index].condition = nil }
      },
      changed { $0.policy.claims = [] }, changed { $0.policy.promotions = [] },
      changed { smaller in
        smaller.policy.support = []
        smaller.forget(policy.support.map(\.role))
      },
      changed { smaller in
        smaller.policy.levels = []
        smaller.forget(policy.roles.filter { $0.level != nil }.map(\.name))
      },
      changed { $0.policy.bindings = [] }, changed { $0.policy.bindings = Array(policy.bindings.prefix(1)) },
      changed { $0.engine = nil },
    ]
    return whole.compactMap(\.self)
  }

  private var withoutRoles: [FuzzCase] {
    policy.roles.reversed().compactMap { role in changed { $0.forget([role.name]) } }
      + policy.roles.indices.compactMap { index in changed { $0.policy.roles[index].inherits = [] } }
  }

  /// Takes roles out of whatever names them.
  private mutating func forget(_ roles: [String]) {
    policy.roles.removeAll { roles.contains($0.name) }
    for index in policy.roles.indices { policy.roles[index].inherits.removeAll(where: roles.contains) }
    for schema in policy.schemas.indices {
      for index in policy.schemas[schema].ownerships.indices {
        policy.schemas[schema].ownerships[index].roles.removeAll(where: roles.contains)
      }
    }
    policy.promotions.removeAll { roles.contains($0.role) }
    for index in policy.promotions.indices { policy.promotions[index].roles.removeAll(where: roles.contains) }
    policy.tenants.rules.forget(roles)
    for index in policy.tables.indices { policy.tables[index].rules.forget(roles) }
  }

  private var withoutParts: [FuzzCase] {
    policy.tenants.rules.smaller.compactMap { rules in changed { $0.policy.tenants.rules = rules } }
      + policy.tables.indices.flatMap { index in
        policy.tables[index].rules.smaller.compactMap { rules in changed { $0.policy.tables[index].rules = rules } }
      }
  }

  private var withoutColumns: [FuzzCase] {
    draft.tables.indices.flatMap { place -> [FuzzCase] in
      let table = draft.tables[place]
      let fewer = table.plain.compactMap { column in
        changed { smaller in
          smaller.draft.tables[place].columns.removeAll { $0.name == column.name }
          smaller.draft.tables[place].constraints = []
        }
      }
      let links = table.references.compactMap { key -> FuzzCase? in
        changed { smaller in
          smaller.draft.tables[place].references.removeAll { $0.name == key.name }
          for index in smaller.policy.tables.indices {
            smaller.policy.tables[index].rules.crossings.removeAll { $0.key == key.name }
          }
        }
      }
      return links + [changed { $0.draft.tables[place].constraints = [] }].compactMap(\.self) + fewer
    }
  }
}

extension TableRules {
  fileprivate mutating func forget(_ roles: [String]) {
    for index in allows.indices { allows[index].roles.removeAll(where: roles.contains) }
    allows.removeAll(where: \.roles.isEmpty)
    for index in requires.indices { requires[index].except.removeAll(where: roles.contains) }
    for index in hides.indices { hides[index].except.removeAll(where: roles.contains) }
    for index in masks.indices { masks[index].except.removeAll(where: roles.contains) }
  }

  /// Rules with one thing less.
  fileprivate var smaller: [TableRules] {
    func less<Element>(_ path: WritableKeyPath<TableRules, [Element]>) -> [TableRules] {
      self[keyPath: path].indices.map { index in
        var copy = self
        copy[keyPath: path].remove(at: index)
        return copy
      }
    }
    var result = less(\.allows) + less(\.requires) + less(\.hides) + less(\.masks) + less(\.crossings)
    func change(_ change: (inout TableRules) -> Void) {
      var copy = self
      change(&copy)
      if copy != self { result.append(copy) }
    }
    change { $0.directory = nil }
    change { $0.directory?.condition = nil }
    for index in allows.indices {
      change { $0.allows[index].condition = nil }
      change { $0.allows[index].resulting = nil }
      change { $0.allows[index].columns = nil }
      for part in allows[index].condition?.parts ?? [] { change { $0.allows[index].condition = part } }
      for part in allows[index].resulting?.parts ?? [] { change { $0.allows[index].resulting = part } }
    }
    for index in requires.indices {
      change { $0.requires[index].except = [] }
      for part in requires[index].predicate.parts { change { $0.requires[index].predicate = part } }
    }
    for index in hides.indices { change { $0.hides[index].except = [] } }
    for index in masks.indices { change { $0.masks[index].except = [] } }
    return result
  }
}

extension Predicate {
  /// What it is made of.
  fileprivate var parts: [Predicate] {
    switch self {
    case .anything, .compare, .isIn, .isNull: []
    case .and(let parts), .or(let parts): parts
    case .not(let part): [part]
    }
  }
}
