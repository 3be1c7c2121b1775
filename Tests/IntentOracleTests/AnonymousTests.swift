import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// Whoever comes without a person: what rules say of the tenant holds, what they say of a person never does.
@Suite struct AnonymousTests {
  let oracle: Oracle
  let world: World

  init() throws {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    oracle = Oracle(try ResolvedPolicy(example.policy, in: example.snapshot))
    let rows = ["a", "b"].flatMap { tenant -> [Row] in
      [
        Self.row("museums", ["id": .uuid(tenant), "name": .text(tenant)]),
        Self.row("sketches", ["id": .uuid("\(tenant):s"), "museum_id": .uuid(tenant), "curator_id": .uuid("ann")]),
        Self.row("sketches", ["id": .uuid("\(tenant):n"), "museum_id": .uuid(tenant), "curator_id": .null]),
      ]
        + [true, false].map { shown in
          Self.row(
            "exhibitions",
            [
              "id": .uuid("\(tenant):\(shown)"), "museum_id": .uuid(tenant), "on_show": .bool(shown),
              "made_by": .uuid("ann"),
            ])
        }
    }
    world = World(rows, now: try #require(Moment("2026-11-27T12:00:00Z")))
  }

  static func row(_ table: String, _ values: [String: Value]) -> Row { Row(QualifiedName("gallery", table), values) }
  static func actor(_ person: String?, _ roles: Set<String>) -> Actor {
    Actor(principal: person.map { .uuid($0) }, tenant: .uuid("a"), roles: roles, shared: true)
  }

  static let seen: [(String, Actor, String, [String])] = [
    ("what is on show", actor(nil, ["visitor"]), "exhibitions", ["a:true"]),
    ("nobody's draft", actor(nil, ["visitor"]), "sketches", []),
    ("the own tenant's row", actor(nil, ["visitor"]), "museums", ["a"]),
    ("a draft is its author's", actor("ann", ["curator"]), "exhibitions", ["a:false", "a:true"]),
    ("a sketch too", actor("ann", ["curator"]), "sketches", ["a:s"]),
    ("roles of persons are held by persons", actor(nil, ["curator"]), "exhibitions", []),
    ("also beside others", actor(nil, ["visitor", "curator"]), "sketches", []),
    ("a person is not given what is for nobody", actor("ann", ["visitor"]), "exhibitions", []),
  ]

  @Test(arguments: seen.indices) func itSeesWhatTheTenantShows(_ index: Int) {
    let (what, actor, table, expected) = Self.seen[index]
    let found = world.rows[QualifiedName("gallery", table), default: []].filter { oracle.sees(actor, $0, world) }
    #expect(Set(found.map { $0["id"] }) == Set(expected.map { Value.uuid($0) }), "\(what)")
  }

  @Test func itWritesWhereNobodyHasToBeSomebody() {
    let visitor = Self.actor(nil, ["visitor"])
    func insert(_ table: String, _ values: [String: Value]) -> Outcome {
      oracle.insert(visitor, Self.row(table, values), writing: values.keys.sorted(), world)
    }
    let entry: [String: Value] = [
      "id": .uuid("e"), "museum_id": .uuid("a"), "body": .text("…"), "hidden": .bool(false),
    ]
    #expect(insert("entries", entry) == .done)
    #expect(insert("entries", entry.merging(["museum_id": .uuid("b")]) { $1 }) == .refused(.check))
    #expect(insert("entries", entry.merging(["hidden": .bool(true)]) { $1 }) == .refused(.check))
    #expect(insert("sketches", ["id": .uuid("x"), "museum_id": .uuid("a"), "body": .text("…")]) == .refused(.check))
  }
}
