import PolicyModel
import SQLSyntax
import SchemaModel

/// How many of the policies that were asked have a clause of each kind: what was never there was never tested.
package struct ClauseTally: Sendable, Hashable {
  /// The kinds, in the order in which they are printed.
  package static let kinds: [String] = [
    "two bindings", "tenants' table", "tenants elsewhere", "by column",
    "in the key", "through", "through twice", "shared", "internal", "insiders", "personal", "across tenants",
    "reference",
    "crossing", "inherits", "all tenants", "anonymous", "level", "role at a level", "select", "insert", "update",
    "delete", "where",
    "resulting", "columns", "require", "require except", "hide", "mask", "never", "may grant", "support", "members",
    "members that left", "directory", "directory through a parent", "level by parents", "enum", "counted key",
    "deferrable", "generated column", "partitions", "hide and mask of a column", "me", "my tenant", "now",
  ]
  /// The number of policies for each.
  package private(set) var counts: [String: Int] = [:]

  /// Nothing yet.
  package init() {}

  mutating func add(_ fuzzed: FuzzCase) {
    for kind in Set(Self.kinds(of: fuzzed)) { counts[kind, default: 0] += 1 }
  }

  mutating func add(_ other: ClauseTally) { counts.merge(other.counts, uniquingKeysWith: +) }

  /// The kinds that fewer policies have.
  package func rarer(than least: Int) -> [String] { Self.kinds.filter { counts[$0, default: 0] < least } }

  /// A line for people.
  package var words: String { Self.kinds.map { "\($0) \(counts[$0, default: 0])" }.joined(separator: ", ") }

  private static func kinds(of fuzzed: FuzzCase) -> [String] {
    var found: [String] = []
    func note(_ kind: String, _ holds: Bool) { if holds { found.append(kind) } }
    let policy = fuzzed.policy
    note("two bindings", policy.bindings.count > 1)
    note("anonymous", policy.roles.contains(where: \.anonymous))
    note("tenants elsewhere", policy.tenants.externalType != nil)
    note("inherits", policy.roles.contains { !$0.inherits.isEmpty })
    note("all tenants", policy.roles.contains { $0.reach == .allTenants })
    note("level", !policy.levels.isEmpty)
    note("may grant", !policy.promotions.isEmpty)
    note("support", !policy.support.isEmpty)
    note("members", !policy.members.isEmpty)
    note("members that left", policy.members.contains { $0.condition != nil })
    let levels = Set(policy.levels.map(\.table))
    note(
      "level by parents",
      policy.tables.contains { clause in
        let ofLevel = clause.rules.allows.flatMap(\.roles).contains { name in
          policy.roles.contains { $0.name == name && $0.level != nil }
        }
        let table = fuzzed.draft.tables.first { clause.patterns == ["\($0.name)"] }
        return ofLevel && levels.isDisjoint(with: clause.patterns)
          && table?.references.contains { levels.contains("\($0.parent)") } == false
      })
    note("never", !policy.claims.isEmpty)
    note("insiders", policy.schemas.contains { $0.ownerships.contains { !$0.roles.isEmpty } })
    let rules = policy.tables.map(\.rules) + [policy.tenants.rules]
    return found + fuzzed.draft.tables.flatMap { kinds(of: $0, in: fuzzed.draft) }
      + rules.flatMap { kinds(of: $0, in: policy) }
  }

  private static func kinds(of table: DraftTable, in draft: Draft) -> [String] {
    var found: [String] = []
    func note(_ kind: String, _ holds: Bool) { if holds { found.append(kind) } }
    switch table.owner {
    case .column: found.append("by column")
    case .through(let column):
      found.append("through")
      let parent = table.references.first { $0.columns == [column] }?.parent
      for other in draft.tables where other.name == parent {
        if case .through = other.owner { found.append("through twice") }
      }
    case .person: break
    case .shared: found.append("shared")
    case .internal: found.append("internal")
    case .itself: found.append("tenants' table")
    }
    note("generated column", table.computation != nil)
    note("partitions", table.isParted)
    note("enum", table.columns.contains { $0.type == .named(Draft.mood) })
    note("counted key", table.countsKeys)
    note("deferrable", table.references.contains(where: \.deferrable))
    if table.isDirectory, let crews = draft.tables.first(where: { $0.references.contains { $0.name == Draft.crewKey } })
    {
      found.append(crews.owner == .column ? "directory" : "directory through a parent")
    }
    note("in the key", table.key.count > 1)
    note("personal", table.person != nil)
    note("across tenants", table.acrossTenants)
    note("reference", table.references.contains { $0.columns.contains("link_id") })
    return found
  }

  private static func kinds(of rules: TableRules, in policy: Policy) -> [String] {
    var found = rules.allows.flatMap(\.commands).map(\.rawValue)
    func note(_ kind: String, _ holds: Bool) { if holds { found.append(kind) } }
    let leveled = Set(policy.roles.filter { $0.level != nil }.map(\.name))
    note("role at a level", rules.allows.contains { !leveled.isDisjoint(with: $0.roles) })
    note("where", rules.allows.contains { $0.condition != nil })
    note("resulting", rules.allows.contains { $0.resulting != nil })
    note("columns", rules.allows.contains { $0.columns != nil })
    note("require", !rules.requires.isEmpty)
    note("require except", rules.requires.contains { !$0.except.isEmpty })
    note("hide", !rules.hides.isEmpty)
    note("mask", !rules.masks.isEmpty)
    let hidden = Set(rules.hides.flatMap(\.columns))
    note("hide and mask of a column", rules.masks.contains { hidden.contains($0.column) })
    note("crossing", !rules.crossings.isEmpty)
    let predicates = rules.allows.flatMap { [$0.condition, $0.resulting] }.compactMap(\.self)
    let terms = (predicates + rules.requires.map(\.predicate)).flatMap(\.terms)
    note("me", terms.contains(.me))
    note("my tenant", terms.contains(.tenant))
    note("now", terms.contains(.now))
    return found
  }
}
