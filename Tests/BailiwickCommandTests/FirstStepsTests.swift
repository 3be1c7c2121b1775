import Foundation
import TestSupport
import Testing

/// What a newcomer types, in an empty folder, until the proof is green; and what the proof says when it is not.
@Suite(.takesTurns) struct FirstStepsTests {
  /// The developer's PATH, where the Swift compiler is.
  static let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]

  private func succeed(_ tool: Tool, _ arguments: String..., path: [String: String] = environment) throws -> String {
    let result = try tool.run(arguments, environment: path)
    #expect(result.code == 0, "\(arguments): \(result.out)\(result.err)")
    return result.out
  }

  @Test(arguments: [true, false]) func initLeadsToAProof(_ compiler: Bool) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let path = compiler ? Self.environment : [:]
    let created = try succeed(tool, "init", path: path)
    #expect(created.contains(compiler ? "Created Policy.swift" : "Created policy.json"))
    _ = try succeed(tool, "schema", "--sandbox", path: path)
    #expect(try succeed(tool, "check", path: path).contains("0 errors, 0 other findings"))
    #expect(try succeed(tool, "generate", path: path).contains("Wrote sql/migrations/0002_bailiwick.up.sql"))
    #expect(try succeed(tool, "generate", path: path).contains("Nothing changed"))
    let proof = try succeed(tool, "verify", "--sandbox", path: path)
    #expect(
      proof.contains("1024 cells") && proof.contains("Refuted 0 · unproven 0 · proven 2 of 2 tables"), "\(proof)")
    #expect(try tool.run("init", environment: path).code == 2)
  }

  /// Both starters are one policy, so both lead to the same lock.
  @Test(arguments: ["login", "session"]) func theStarterInJSONIsTheOneInSwift(_ binding: String) throws {
    let (one, other) = (try Tool(), try Tool())
    defer {
      one.remove()
      other.remove()
    }
    _ = try succeed(one, "init", "--bind", binding)
    _ = try succeed(other, "init", "--json", "--bind", binding)
    for tool in [one, other] {
      _ = try succeed(tool, "schema", "--sandbox")
      _ = try succeed(tool, "generate")
    }
    #expect(try one.read("policy.lock.json") == other.read("policy.lock.json"))
    #expect(try one.read("policy.lock.json").contains("\"lifetime\"") == (binding == "session"))
    #expect(try succeed(one, "check").contains("0 errors, 0 other findings"))
  }

  /// Somebody edits a generated file: the proof names the cells, and a witness replays from nothing.
  @Test func anEditedMigrationIsRefutedWithAWitness() throws {
    let tool = try Tool()
    defer { tool.remove() }
    _ = try succeed(tool, "init")
    _ = try succeed(tool, "schema", "--sandbox")
    _ = try succeed(tool, "generate")
    let file = "sql/migrations/0002_bailiwick.up.sql"
    let text = try tool.read(file)
    let edited = text.replacing(" AND state <> 'final')", with: ")")
    #expect(edited != text)
    try tool.write(edited, to: file)
    let result = try tool.run("verify", "--sandbox", "--witnesses", "out", environment: Self.environment)
    #expect(result.code == 1)
    #expect(result.out.contains("LEAK     app.documents  update  as editor of A"), "\(result.out)")
    #expect(result.out.contains("ALTERED  app.documents: policy editor_update is not as planned"))
    let script = try tool.read("out/witness-1.sql")
    let rows = script[(try #require(script.range(of: "-- The rows"))).upperBound...]
    #expect(rows.ranges(of: "INSERT INTO app.").count == 3, "two tenants and one document: \(rows)")
    let replay = try succeed(tool, "sandbox", "--run", "out/witness-1.sql")
    #expect(replay.hasSuffix("UPDATE 1\n"), "\(replay)")
  }
}
