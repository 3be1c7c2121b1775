import Bailiwick
import CanonicalJSON
import Diagnostics
import ExamplePolicies
import Foundation
import Migration
import Sandbox
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct DiffCommandTests {
  /// Freight, and Freight in which clerks delete what is not closed.
  static let old = Freight.policy
  static var new: Policy {
    var policy = Freight.policy
    policy.tables[1].rules.allows.append(
      AllowRule(
        [.delete], to: ["clerk"], where: column("status") != "closed",
        location: Diagnostics.SourceLocation(file: "Policy.swift", line: 31, column: 9)))
    return policy
  }

  static func tool() throws -> Tool {
    let tool = try Tool()
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "sql"), withIntermediateDirectories: true)
    try tool.write(try Example.all[0].snapshot.json.canonicalText, to: "sql/schema.json")
    try tool.write(old.json.canonicalText, to: "old.json")
    try tool.write(new.json.canonicalText, to: "new.json")
    return tool
  }

  @Test func theAnswerComesFirstAndTheRoleThatHasTheRuleIsNamed() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    let result = try tool.run("diff", "old.json", "new.json")
    #expect(result.code == 0, "\(result.err)")
    let lines = result.out.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "WIDENS  1 gained")
    #expect(
      lines.contains(
        "  + gains DELETE on app.shipments (rows where status <> 'closed' and status <> 'embargoed')  Policy.swift:31"))
    let wider = try tool.run("diff", "old.json", "new.json", "--fail-on", "widening")
    #expect(wider.code == 1 && wider.out == result.out)
    let back = try tool.run("diff", "new.json", "old.json", "--fail-on", "widening")
    #expect(back.code == 0 && back.out.hasPrefix("WIDENS NOTHING  1 lost\n"), "\(back.out)")
    let same = try tool.run("diff", "old.json", "old.json", "--fail-on", "widening")
    #expect(same.code == 0 && same.out.hasPrefix("NO CHANGE\n"))
  }

  @Test func whatIsWiderIsShownBesideWhatWas() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    var policy = Self.old
    policy.tables[3].rules.personal = nil
    try tool.write(policy.json.canonicalText, to: "wide.json")
    let result = try tool.run("diff", "old.json", "wide.json")
    #expect(result.out.hasPrefix("WIDENS  3 gained, 13 widened\n"), "\(result.out)")
    #expect(result.out.contains("\nviewer\n  ~ wider SELECT on app.notes  Freight.swift:"), "\(result.out)")
    #expect(
      result.out.contains(
        "\n      now  all rows of its tenant\n      was  the person's own rows\n      likewise clerk, manager\n"))
  }

  @Test func aProgramGetsEverything() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    let result = try tool.run("diff", "old.json", "new.json", "--format", "json", "--fail-on", "widening")
    #expect(result.code == 1, "\(result.err)")
    let json = try JSONValue(parsing: result.out)
    #expect(json["format"] == .string("bailiwick-diff") && json["widens"] == .bool(true))
    guard case .array(let changes)? = json["access"] else {
      Issue.record("no changes")
      return
    }
    #expect(changes.count == 1)
    #expect(changes[0]["role"] == .string("clerk") && changes[0]["effect"] == .string("gained"))
    #expect(changes[0]["line"] == .integer(31) && changes[0]["command"] == .string("delete"))
  }

  @Test func aReviewGetsATableInWhichNothingIsMarkup() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    let result = try tool.run("diff", "old.json", "new.json", "--format", "markdown")
    #expect(result.code == 0, "\(result.err)")
    #expect(result.out.hasPrefix("**WIDENS  1 gained**\n"))
    #expect(
      result.out.contains(
        "| gained | `clerk` | gains DELETE on app.shipments (rows where status \\<\\> 'closed' and status \\<\\> "
          + "'embargoed') | `Policy.swift:31` |"))
  }

  @Test func theLockIsWhatIsComparedWithUnlessSomethingElseIsSaid() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    let schema = try Example.all[0].snapshot
    let lock = PolicyLock(policy: Self.old, schema: schema, version: "0002").text
    try tool.write(lock, to: "policy.lock.json")
    let result = try tool.run("diff", "--policy", "new.json")
    #expect(result.code == 0 && result.out.hasPrefix("WIDENS  1 gained\n"), "\(result.err)")
    let named = try tool.run("diff", "policy.lock.json", "new.json")
    #expect(named.out == result.out)
    try tool.write(lock.replacing("\"version\": 1", with: "\"version\": 9"), to: "policy.lock.json")
    #expect(try tool.run("diff", "--policy", "new.json").code == 2)
  }

  static func git(_ arguments: String..., in tool: Tool) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"] + arguments
    process.currentDirectoryURL = tool.folder
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": tool.folder.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test func aRevisionIsReadFromTheRepository() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    try tool.write(Self.old.json.canonicalText, to: "policy.json")
    try Self.git("init", "-q", "-b", "main", in: tool)
    try Self.git("add", "policy.json", "sql", in: tool)
    try Self.git("commit", "-q", "-m", "first", in: tool)
    try tool.write(Self.new.json.canonicalText, to: "policy.json")
    let result = try tool.run("diff", "git:main", "--policy", "policy.json")
    #expect(result.code == 0 && result.out.hasPrefix("WIDENS  1 gained\n"), "\(result.err)")
    // The schema of the revision goes with its policy, so today's may be gone.
    try FileManager.default.removeItem(at: tool.folder.appending(path: "sql"))
    let both = try tool.run("diff", "git:main", "git:HEAD", "--policy", "policy.json")
    #expect(both.code == 0 && both.out.hasPrefix("NO CHANGE\n"), "\(both.err)")
    for (arguments, message) in [
      (["git:nowhere"], "git:nowhere: no such revision"), (["git:--help"], "git:--help: no such revision"),
      (["git:main", "--policy", "other.json"], "git:main has no other.json"),
    ] {
      let wrong = try tool.run(["diff"] + arguments)
      #expect(wrong.code == 2 && wrong.err.contains(message), "\(arguments): \(wrong.err)")
    }
  }

  @Test func aFolderOfSwiftFilesIsReadFromTheRepository() throws {
    let tool = try Self.tool()
    defer { tool.remove() }
    let folder = tool.folder.appending(path: "policy/parts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = """
      import Bailiwick
      let policy = Policy("freight") {
        Tenants(in: "app.tenants", key: "id") { Allow(.select, to: "viewer") }
        viewers
      }
      """
    try tool.write(text, to: "policy/Policy.swift")
    try tool.write("import Bailiwick\nlet viewers = Role(\"viewer\")\n", to: "policy/parts/Roles.swift")
    try Self.git("init", "-q", "-b", "main", in: tool)
    try Self.git("add", ".", in: tool)
    try Self.git("commit", "-q", "-m", "first", in: tool)
    try tool.write(text.replacing(".select,", with: ".select, .delete,"), to: "policy/Policy.swift")
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    let result = try tool.run("diff", "git:main", "--policy", "policy", environment: path)
    #expect(result.code == 0, "\(result.err)")
    #expect(
      result.out.contains("  + gains DELETE on app.tenants (all rows of its tenant)  Policy.swift:3\n"), "\(result.out)"
    )
  }

  static let wrong: [(arguments: [String], message: String)] = [
    (["diff"], "policy.lock.json is missing; `bailiwick generate` writes it, or name another side, as git:main"),
    (["diff", "old.json", "missing.json"], "no policy at missing.json"),
    (["diff", "old.json", "new.json", "--schema", "nowhere.json"], "nowhere.json cannot be read"),
    (["diff", "old.json", "new.json", "--schema", "old.json"], "old.json is no schema snapshot"),
    (["diff", "git:main", "new.json"], "git:main: the current directory is in no git repository"),
    (["diff", "old.json", "misfit.json"], "misfit.json does not fit its schema\n\n"),
    (["diff", "old.json", "new.json", "--format", "xml"], "The value 'xml' is invalid"),
    (["diff", "old.json", "new.json", "--fail-on", "rain"], "The value 'rain' is invalid"),
  ]

  @Test(arguments: wrong.indices)
  func badInputExitsWithTwoAndSaysWhatIsWrong(_ index: Int) throws {
    let (arguments, message) = Self.wrong[index]
    let tool = try Self.tool()
    defer { tool.remove() }
    try tool.write(
      Self.old.json.canonicalText.replacing("\"app.countries\"", with: "\"app.contries\""), to: "misfit.json")
    let result = try tool.run(arguments)
    #expect(result.code == 2 && result.out.isEmpty, "\(result.out)")
    #expect(result.err.contains(message), "\(result.err)")
  }
}
