import CanonicalJSON
import Foundation
import PolicyModel
import TestSupport
import Testing

/// Places that cannot be written and files that are not what they are named: nothing is left half-written.
@Suite(.takesTurns) struct BadFilesTests {
  private func folder() throws -> Tool {
    let tool = try Tool()
    try tool.write(try Example.freight.read("schema.json"), to: "sql/schema.json")
    try tool.write(Example.freight.policy.json.canonicalText, to: "policy.json")
    return tool
  }

  private func refuse(
    _ tool: Tool, _ arguments: [String], _ words: [String], environment: [String: String] = [:]
  ) throws {
    let before = try tool.files().map { [$0, try tool.read($0)] }
    let result = try tool.run(arguments, environment: environment)
    #expect(result.code == 2, "\(arguments): \(result.out)\(result.err)")
    #expect(
      result.out.isEmpty && result.err.ranges(of: "error: ").count == 1, "\(arguments): \(result.out)\(result.err)")
    for word in words { #expect(result.err.contains(word), "\(arguments): \(result.err)") }
    #expect(try tool.files().map { [$0, try tool.read($0)] } == before, "\(arguments)")
  }

  /// Places that refuse even a superuser of the machine: below a plain file, and where the kernel makes the files.
  @Test(arguments: [
    ["--migrations", "policy.json/x"], ["--migrations", "/proc/migrations"],
    ["--lock", "policy.json/policy.lock.json"],
    ["--lock", "/proc/policy.lock.json"], ["--lock", "nowhere/policy.lock.json"],
  ])
  func whatCannotBeWrittenLeavesNothing(_ place: [String]) throws {
    let tool = try folder()
    defer { tool.remove() }
    try refuse(tool, ["generate", "--policy", "policy.json"] + place, [place[1], "cannot be written"])
    // With a migration and a lock that are there already, both stay as they were.
    #expect(try tool.run("generate", "--policy", "policy.json").code == 0)
    var policy = Example.freight.policy
    policy.roles.append(.init("guest"))
    try tool.write(policy.json.canonicalText, to: "policy.json")
    if place[0] == "--migrations" {
      try refuse(tool, ["generate", "--policy", "policy.json"] + place, [place[1], "cannot be written"])
    }
  }

  /// The first file is written when the second fails, and goes; the folder that is in the way stays.
  @Test func whatFailsInTheMiddleTakesTheOthersBack() throws {
    let tool = try folder()
    defer { tool.remove() }
    try tool.write("", to: "sql/migrations/0001_bailiwick.down.sql.new/taken")
    try refuse(tool, ["generate", "--policy", "policy.json"], ["0001_bailiwick.down.sql cannot be written"])
    #expect(try tool.files() == ["policy.json", "sql/migrations/0001_bailiwick.down.sql.new/taken", "sql/schema.json"])
  }

  @Test(arguments: ["/proc/nowhere/schema.json", "policy.json/schema.json"])
  func aSnapshotThatCannotBeWrittenIsNoSuccess(_ place: String) throws {
    let tool = try folder()
    defer { tool.remove() }
    try tool.write("CREATE SCHEMA app;", to: "app.sql")
    try refuse(
      tool, ["schema", "--schema", "app", "--sandbox", "app.sql", "-o", place], ["\(place) could not be written"])
  }

  static let locks: [(text: String, words: [String])] = [
    ("", ["is no lock", "not valid JSON"]), ("{", ["is no lock", "not valid JSON at byte 1"]),
    ("[]", ["is no lock", "expected an object"]),
    ("{\"format\": \"other\", \"version\": 1}", ["its format is \"other\""]),
    (
      "{\"format\": \"bailiwick-lock\", \"version\": 2, \"migration\": \"0001\", \"new\": {}}",
      ["has version 2", "newer Bailiwick", "update it"]
    ),
    ("{\"format\": \"bailiwick-lock\", \"version\": 1}", ["is no lock"]),
  ]

  @Test func aLockThatIsNoneStopsEverythingThatReadsIt() throws {
    let tool = try folder()
    defer { tool.remove() }
    for (text, words) in Self.locks {
      try tool.write(text, to: "policy.lock.json")
      for command in [
        ["generate", "--policy", "policy.json"], ["migrate", "up"], ["verify", "--sandbox", "--policy", "policy.json"],
        ["tenant", "list"], ["principal", "add", "--role", "clerk"],
      ] {
        try refuse(tool, command, ["policy.lock.json"] + words)
      }
    }
  }

  @Test func aSnapshotThatIsNoneStopsEverythingThatReadsIt() throws {
    let tool = try folder()
    defer { tool.remove() }
    guard case .object(var snapshot) = try JSONValue(parsing: try tool.read("sql/schema.json")) else {
      Issue.record("the snapshot is no object")
      return
    }
    snapshot["version"] = .integer(7)
    let newer = JSONValue.object(snapshot).canonicalText
    snapshot["format"] = .string("other")
    for (text, words) in [
      (newer, ["it has version 7", "take it again with `bailiwick schema`"]),
      (JSONValue.object(snapshot).canonicalText, ["its format is \"other\""]), ("", ["not valid JSON"]),
    ] {
      try tool.write(text, to: "sql/schema.json")
      for command in ["check", "generate", "verify"] {
        let place = command == "verify" ? ["--sandbox"] : []
        try refuse(
          tool, [command, "--policy", "policy.json"] + place, ["sql/schema.json is no schema snapshot"] + words)
      }
    }
  }
}
