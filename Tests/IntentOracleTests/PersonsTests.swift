import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// Rows of a person across tenants: theirs whichever tenant they act for, and nobody else's.
@Suite struct PersonsTests {
  let oracle: Oracle
  let world: World

  init() throws { try self.init(.postgresql) }

  init(_ engine: Engine.Product) throws {
    let example = try #require(Example.all.first { $0.name == "persons" })
    oracle = Oracle(try ResolvedPolicy(example.policy, in: example.snapshot), engine: engine)
    let now = try #require(Moment("2026-11-27T12:00:00Z"))
    let rows = ["a", "b"].flatMap { tenant -> [Row] in
      [
        Self.row("organisations", ["id": .uuid(tenant), "name": .text(tenant)]),
        Self.row("tasks", ["id": .uuid("\(tenant):t"), "organisation_id": .uuid(tenant), "title": .text("…")]),
      ] + ["ann", "ben"].map { Self.reminder("\(tenant):\($0)", of: tenant, to: $0, about: "\(tenant):t") }
    }
    let own = ["ann", "ben"].map { Self.row("settings", ["user_id": .uuid($0), "theme": .text("dark")]) }
    world = World(rows + own, now: now)
  }

  static func name(_ table: String) -> QualifiedName { QualifiedName("planner", table) }
  static func row(_ table: String, _ values: [String: Value]) -> Row { Row(name(table), values) }
  static func reminder(_ id: String, of tenant: String, to person: String, about task: String) -> Row {
    row(
      "reminders",
      [
        "id": .uuid(id), "organisation_id": .uuid(tenant), "user_id": .uuid(person), "task_id": .uuid(task),
        "done": .bool(false),
      ])
  }

  static func member(_ person: String, of tenant: String) -> Actor {
    Actor(principal: .uuid(person), tenant: .uuid(tenant), roles: ["member"])
  }
  static let support = Actor(principal: .uuid("ann"), tenant: nil, roles: ["support"])
  static var suspended: Actor {
    var actor = member("ann", of: "a")
    actor.active = false
    return actor
  }
  static let roleless = Actor(principal: .uuid("ann"), tenant: .uuid("a"), roles: [])

  func find(_ id: String) -> Row {
    world.rows[Self.name("reminders"), default: []].first { $0["id"] == .uuid(id) } ?? Self.row("reminders", [:])
  }

  static let seen: [(String, Actor, String, [String])] = [
    ("one's own of both tenants", member("ann", of: "a"), "reminders", ["a:ann", "b:ann"]),
    ("whichever one acts for", member("ann", of: "b"), "reminders", ["a:ann", "b:ann"]),
    ("also of a tenant that is not there any more", member("ben", of: "gone"), "reminders", ["a:ben", "b:ben"]),
    ("one's own of none", member("ben", of: "a"), "settings", ["ben"]),
    ("to reach all is not to be everybody", support, "settings", ["ann"]),
    ("no rule gives these to whoever supports", support, "reminders", []),
    ("nobody who is suspended", suspended, "reminders", []), ("nor theirs of none", suspended, "settings", []),
    ("nor without a role", roleless, "settings", []), ("nobody", .nobody, "settings", []),
    ("unbound", .unbound, "reminders", []),
  ]

  @Test(arguments: seen.indices)
  func whoSeesWhat(_ index: Int) throws {
    let (name, actor, table, expected) = Self.seen[index]
    let found = world.rows[Self.name(table), default: []].filter { oracle.sees(actor, $0, world) }.map {
      $0[table == "settings" ? "user_id" : "id"].printed ?? ""
    }
    #expect(found.sorted() == expected, "\(name)")
  }

  static let inserts: [(String, Actor, Row, [String], Outcome)] = [
    (
      "for the tenant acted for", member("ann", of: "a"), reminder("n", of: "a", to: "ann", about: "a:t"), ["id"], .done
    ),
    (
      "for another", member("ann", of: "a"), reminder("n", of: "b", to: "ann", about: "b:t"), ["organisation_id"],
      .refused(.check)
    ),
    (
      "for another person", member("ann", of: "a"), reminder("n", of: "a", to: "ben", about: "a:t"), ["user_id"],
      .refused(.check)
    ),
    (
      "about another tenant's task", member("ann", of: "a"), reminder("n", of: "a", to: "ann", about: "b:t"),
      ["organisation_id"], .violated("reminders_task_fkey")
    ),
    (
      "of no tenant", member("cid", of: "a"), row("settings", ["user_id": .uuid("cid"), "theme": .text("x")]),
      ["theme"], .done
    ),
    (
      "by a role that reaches all",
      Actor(principal: .uuid("cid"), tenant: nil, roles: ["support"]),
      row("settings", ["user_id": .uuid("cid"), "theme": .text("x")]), ["theme"], .done
    ),
    (
      "another person's, of no tenant", member("cid", of: "a"),
      row("settings", ["user_id": .uuid("eve"), "theme": .text("x")]), ["user_id", "theme"], .refused(.check)
    ),
    (
      "suspended", suspended, row("settings", ["user_id": .uuid("eve"), "theme": .text("x")]), ["theme"],
      .refused(.check)
    ),
  ]

  @Test(arguments: inserts.indices)
  func whatBecomesOfAnInsert(_ index: Int) throws {
    let (name, actor, row, sent, expected) = Self.inserts[index]
    #expect(oracle.insert(actor, row, writing: sent, world) == expected, "\(name)")
  }

  static let updates: [(String, Actor, String, [String: Value], Outcome)] = [
    ("one's own", member("ann", of: "a"), "a:ann", ["done": .bool(true)], .done),
    ("one's own of another tenant", member("ann", of: "a"), "b:ann", ["done": .bool(true)], .done),
    ("another person's of one's tenant", member("ann", of: "a"), "a:ben", ["done": .bool(true)], .filtered),
    ("a task of the row's tenant", member("ann", of: "a"), "b:ann", ["task_id": .uuid("b:t")], .done),
    (
      "a task of the tenant acted for", member("ann", of: "a"), "b:ann", ["task_id": .uuid("a:t")],
      .violated("reminders_task_fkey")
    ),
    ("the tenant", member("ann", of: "a"), "b:ann", ["organisation_id": .uuid("a")], .refused(.privilege)),
    ("the person", member("ann", of: "a"), "b:ann", ["user_id": .uuid("ben")], .refused(.privilege)),
    ("suspended", suspended, "a:ann", ["done": .bool(true)], .filtered),
  ]

  @Test(arguments: updates.indices)
  func whatBecomesOfAnUpdate(_ index: Int) throws {
    let (name, actor, id, changes, expected) = Self.updates[index]
    #expect(oracle.update(actor, find(id), changes, world) == expected, "\(name)")
  }

  @Test func whatIsOnesOwnMayBeDeletedWhicheverTenantOneActsFor() {
    #expect(oracle.delete(Self.member("ann", of: "a"), find("b:ann"), world) == .done)
    #expect(oracle.delete(Self.member("ann", of: "a"), find("a:ben"), world) == .filtered)
  }

  /// A privilege on the whole table would let the tenant be set, and no policy compares it with what it was.
  @Test func withoutPrivilegesOnColumnsARoutineUpdatesThem() throws {
    let cockroach = try PersonsTests(.cockroachdb)
    let (ann, row) = (Self.member("ann", of: "a"), find("b:ann"))
    let routine = Path.routine(of: ["member"])
    #expect(cockroach.oracle.update(ann, row, ["done": .bool(true)], world) == .refused(.privilege))
    #expect(cockroach.oracle.update(ann, row, ["done": .bool(true)], world, by: routine) == .done)
    #expect(cockroach.oracle.delete(ann, row, world) == .done)
    let settings = world.rows[Self.name("settings"), default: []][0]
    #expect(cockroach.oracle.update(ann, settings, ["theme": .text("x")], world) == .done)
  }
}
