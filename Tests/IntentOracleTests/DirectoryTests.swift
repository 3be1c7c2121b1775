import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// A directory: whoever acts for a tenant finds its members, reads them and does nothing else to them.
@Suite struct DirectoryTests {
  let oracle: Oracle
  let world: World

  init() throws {
    let example = try #require(Example.all.first { $0.name == "directory" })
    oracle = Oracle(try ResolvedPolicy(example.policy, in: example.snapshot))
    let now = try #require(Moment("2026-11-27T12:00:00Z"))
    let people = ["ann", "ben", "cid", "dot", "eve"].map {
      Self.row("people", ["id": .uuid($0), "name": .text($0), "email": .text("\($0)@x")])
    }
    let memberships = [
      ("a", "ann", false), ("a", "ben", false), ("b", "ben", false), ("b", "cid", false), ("a", "dot", true),
    ]
    world = World(
      ["a", "b"].map { Self.row("crews", ["id": .uuid($0), "name": .text($0)]) } + people
        + memberships.map { tenant, person, left in
          Self.row(
            "memberships",
            ["crew_id": .uuid(tenant), "person_id": .uuid(person), "left_at": left ? .timestamp(now) : .null])
        } + [Self.row("memberships", ["crew_id": .null, "person_id": .uuid("eve"), "left_at": .null])], now: now)
  }

  static func name(_ table: String) -> QualifiedName { QualifiedName("crew", table) }
  static func row(_ table: String, _ values: [String: Value]) -> Row { Row(name(table), values) }
  static func actor(_ person: String?, of tenant: String?, _ role: String = "member", active: Bool = true) -> Actor {
    Actor(principal: person.map(Value.uuid), tenant: tenant.map(Value.uuid), roles: [role], active: active)
  }

  func found(_ actor: Actor) -> [String] {
    world.rows[Self.name("people"), default: []].filter { oracle.sees(actor, $0, world) }
      .compactMap { $0["name"].printed }.sorted()
  }

  static let seen: [(String, Actor, [String])] = [
    ("members of the tenant, and nobody who left", actor("ann", of: "a"), ["ann", "ben"]),
    ("members of another, by whoever is in both", actor("ben", of: "b"), ["ben", "cid"]),
    ("oneself, without any membership", actor("eve", of: "a"), ["ann", "ben", "eve"]),
    ("oneself, having left", actor("dot", of: "b"), ["ben", "cid", "dot"]),
    ("members of a tenant that is not there", actor("ann", of: "gone"), ["ann"]),
    ("members of any, for a role that reaches all", actor("ann", of: nil, "support"), ["ann", "ben", "cid"]),
    ("nobody, suspended", actor("ann", of: "a", active: false), []),
    ("nobody, without a role", Actor(principal: .uuid("ann"), tenant: .uuid("a"), roles: []), []),
    ("nobody, without a person", actor(nil, of: "a"), []),
    ("nobody", .nobody, []),
  ]

  @Test(arguments: seen.indices) func whoFindsWhom(_ index: Int) {
    let (name, actor, expected) = Self.seen[index]
    #expect(found(actor) == expected, "\(name)")
  }

  @Test func othersAreReadAndNothingElse() throws {
    let people = world.rows[Self.name("people"), default: []]
    let ann = Self.actor("ann", of: "a")
    #expect(oracle.update(ann, people[0], ["name": .text("x")], world) == .done)
    #expect(oracle.update(ann, people[1], ["name": .text("x")], world) == .filtered)
    #expect(oracle.sees(ann, people[1], world, reading: ["name"]))
    #expect(oracle.readable(ann, Self.name("people"), "email") == .hidden)
    #expect(oracle.readable(Self.actor("ann", of: "a", "lead"), Self.name("people"), "email") == .full)
  }

  /// What memberships require of each row binds whoever finds persons by them.
  @Test func aMembershipThatIsWithheldCountsForNobodyButTheExempt() throws {
    let example = try #require(Example.all.first { $0.name == "directory" })
    var policy = example.policy
    policy.tables[1].rules.requires = [
      RequireRule(.compare(.column("person_id"), .equal, .me), except: ["lead"])
    ]
    let strict = Oracle(try ResolvedPolicy(policy, in: example.snapshot))
    let ben = world.rows[Self.name("people"), default: []][1]
    #expect(!strict.sees(Self.actor("ann", of: "a"), ben, world))
    #expect(strict.sees(Self.actor("ann", of: "a", "lead"), ben, world))
  }
}
