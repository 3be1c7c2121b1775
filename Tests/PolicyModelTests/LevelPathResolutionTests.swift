import Diagnostics
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// The way from a row to a level: the shortest, or none.
@Suite struct LevelPathResolutionTests {
  static func example() throws -> Example { try #require(Example.all.first { $0.name == "boards" }) }
  static func name(_ name: String) -> QualifiedName { QualifiedName("boards", name) }

  @Test func aTableIsAtALevelByItsParents() throws {
    let example = try Self.example()
    let resolved = try ResolvedPolicy(example.policy, in: example.snapshot)
    let path = try #require(resolved.table(Self.name("comments"))?.levelPaths["project"])
    #expect(path.hops.map(\.child) == ["task_id"] && path.hops.map(\.parentKey) == ["id"])
    #expect(path.first.parent == Self.name("tasks") && path.column == "project_id" && path.rest == nil)
    // A column of one's own comes first.
    let tasks = try #require(resolved.table(Self.name("tasks")))
    #expect(tasks.levelColumns == ["project": "project_id"] && tasks.levelPaths.isEmpty)
  }

  @Test func theShortestWayCounts() throws {
    let example = try Self.example()
    var snapshot = try example.snapshot
    let comments = try #require(snapshot.tables.firstIndex { $0.name == Self.name("comments") })
    // An answer to another comment is at the project of its own task.
    snapshot.tables[comments].columns.append(Column("answers", "uuid"))
    snapshot.tables[comments].foreignKeys.append(
      ForeignKey("comments_answers_fkey", ["answers"], Self.name("comments"), ["id"]))
    let resolved = try ResolvedPolicy(example.policy, in: snapshot)
    #expect(resolved.table(Self.name("comments"))?.levelPaths["project"]?.hops.map(\.child) == ["task_id"])
  }

  @Test(arguments: [true, false]) func severalWaysOrOneThatLeavesTheTenantAreNone(_ crossing: Bool) throws {
    let example = try Self.example()
    var (policy, snapshot) = (example.policy, try example.snapshot)
    let comments = try #require(snapshot.tables.firstIndex { $0.name == Self.name("comments") })
    if crossing {
      policy.tables[2].rules.crossings = [CrossingRule("comments_task_fkey", reason: "tasks are lent to other teams")]
    } else {
      snapshot.tables[comments].columns.append(Column("file_id", "uuid"))
      snapshot.tables[comments].foreignKeys.append(
        ForeignKey("comments_file_fkey", ["file_id"], Self.name("files"), ["id"]))
    }
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: snapshot) }
    #expect(Set(error?.diagnostics.map(\.id) ?? []) == ["AZ125"])
    #expect(error?.diagnostics.allSatisfy { $0.location.line > 0 } == true)
  }
}
