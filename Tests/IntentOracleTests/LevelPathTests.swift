import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// At what of a level a row is by its parents, and whom that opens it to.
@Suite struct LevelPathTests {
  static func row(_ table: String, _ values: [String: Value]) -> Row { Row(QualifiedName("boards", table), values) }

  let world: World
  let reader: Actor

  init() throws {
    let now = try #require(Moment("2026-11-27T12:00:00Z"))
    let ids = ["p": ("a", "p"), "q": ("a", "q"), "foreign": ("b", "p")]
    world = World(
      ["a", "b"].map { Self.row("teams", ["id": .uuid($0), "name": .text($0)]) }
        + ids.flatMap { id, place in
          [
            Self.row(
              "tasks",
              [
                "id": .uuid(id), "team_id": .uuid(place.0), "project_id": .uuid(place.1), "title": .text(id),
                "done": .bool(false),
              ]),
            Self.comment(id, on: id, of: place.0),
          ]
        } + [Self.comment("lost", on: "gone", of: "a"), Self.comment("astray", on: "foreign", of: "a")], now: now)
    var actor = Actor(principal: .uuid("ann"), tenant: .uuid("a"), roles: ["reader"])
    actor.levels = ["reader": [.uuid("p")]]
    reader = actor
  }

  static func comment(_ id: String, on task: String, of team: String) -> Row {
    row("comments", ["id": .uuid(id), "team_id": .uuid(team), "task_id": .uuid(task), "text": .text(id)])
  }

  func seen(_ oracle: Oracle, _ actor: Actor) -> [String] {
    world.rows[QualifiedName("boards", "comments"), default: []].filter { oracle.sees(actor, $0, world) }
      .compactMap { $0["id"].printed }.sorted()
  }

  @Test func aCommentIsAtTheProjectOfItsTask() throws {
    let example = try #require(Example.all.first { $0.name == "boards" })
    let oracle = Oracle(try ResolvedPolicy(example.policy, in: example.snapshot))
    #expect(seen(oracle, reader) == ["p"])
    #expect(seen(oracle, Actor(principal: .uuid("ann"), tenant: .uuid("a"), roles: ["reader"])) == [])
    // Who holds it in the whole tenant sees what is at no project, or has lost its task.
    let owner = Actor(principal: .uuid("ann"), tenant: .uuid("a"), roles: ["owner"])
    #expect(seen(oracle, owner) == ["astray", "lost", "p", "q"])
    func insert(_ task: String) -> Outcome {
      oracle.insert(reader, Self.comment("new", on: task, of: "a"), writing: ["id", "task_id", "text"], world)
    }
    #expect(insert("p") == .done)
    #expect(insert("q") == .refused(.check))
    #expect(insert("foreign") == .refused(.check))
  }

  @Test func aTaskThatIsWithheldLeadsNowhere() throws {
    let example = try #require(Example.all.first { $0.name == "boards" })
    var policy = example.policy
    policy.tables[1].rules.requires = [
      RequireRule(.compare(.column("done"), .equal, .literal(.bool(true))), except: ["owner"])
    ]
    let oracle = Oracle(try ResolvedPolicy(policy, in: example.snapshot))
    #expect(seen(oracle, reader) == [])
  }
}
