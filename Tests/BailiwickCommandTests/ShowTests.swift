import CanonicalJSON
import Foundation
import PolicyModel
import TestSupport
import Testing

/// `show`: what people and programs read of a policy.
@Suite struct ShowTests {
  /// A folder with the example's policy and snapshot.
  static func folder(_ policy: Policy = Example.freight.policy) throws -> Tool {
    let tool = try Tool()
    try FileManager.default.createDirectory(at: tool.folder.appending(path: "sql"), withIntermediateDirectories: true)
    try tool.write(Example.freight.read("schema.json"), to: "sql/schema.json")
    try tool.write(policy.json.canonicalText, to: "policy.json")
    return tool
  }

  @Test(arguments: ["postgresql-18.6", "cockroachdb-25.4"])
  func theAccessOfFreightReadsAsItIsKept(_ engine: String) throws {
    let tool = try Self.folder()
    defer { tool.remove() }
    let shown = try tool.run("show", "--engine", engine)
    #expect(shown.code == 0 && shown.err.isEmpty, "\(shown.err)")
    #expect(
      try Example.freight.keeps(shown.out, in: "access.\(engine.prefix { $0 != "-" }).txt"),
      "sql/examples/freight is not what is shown: make golden, and read the difference")
    if engine.hasPrefix("postgresql") { #expect(try tool.run("show").out == shown.out) }
  }

  @Test func programsReadTheSame() throws {
    let tool = try Self.folder()
    defer { tool.remove() }
    let json = try JSONValue(parsing: tool.run("show", "--format", "access-json").out)
    #expect(json["format"] == .string("bailiwick-show") && json["version"] == .integer(1))
    guard case .array(let cells)? = json["access"] else {
      Issue.record("no access")
      return
    }
    func cell(_ role: String, _ table: String, _ command: String) -> JSONValue? {
      cells.first {
        $0["role"] == .string(role) && $0["table"] == .string(table) && $0["command"] == .string(command)
      }
    }
    #expect(cell("viewer", "app.shipments", "select")?["hidden"] == .array([.string("margin")]))
    #expect(cell("viewer", "app.shipments", "delete") == nil)
    #expect(cell("auditor", "app.notes", "select") == nil)
    #expect(cell("manager", "app.shipments", "delete")?["ways"] == .array([.object(["by": .string("table")])]))
    // The policy itself is printed as before.
    let policy = try tool.run("show", "--format", "json")
    #expect(policy.out == Example.freight.policy.json.canonicalText)
  }

  /// What the language reference prints compiles, and says all of it.
  @Test func theExampleOfTheReferenceIsAPolicy() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/Bailiwick/Bailiwick.docc/Bailiwick.md"), encoding: .utf8)
    let code = try #require(article.firstMatch(of: /```swift\n(?<code>[\s\S]*?)```/)).code
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(String(code), to: "Policy.swift")
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    let shown = try tool.run("show", "--declared", environment: path)
    #expect(shown.code == 0, "\(shown.err)")
    #expect(shown.out.contains("  to no tenant, for auditor alone: audit_*\n"), "\(shown.out)")
  }

  @Test func withoutASnapshotTheClausesArePrintedAndOneLineSaysSo() throws {
    let tool = try Self.folder()
    defer { tool.remove() }
    let declared = try tool.run("show", "--declared")
    #expect(
      declared.out.hasPrefix("policy freight: tenants are the rows of app.tenants by id\n") && declared.err.isEmpty)
    try FileManager.default.removeItem(at: tool.folder.appending(path: "sql"))
    let alone = try tool.run("show")
    #expect(alone.code == 0 && alone.out == declared.out)
    #expect(alone.err.hasPrefix("note: there is no sql/schema.json") && alone.err.count { $0 == "\n" } == 1)
    let missing = try tool.run("show", "--schema", "sql/schema.json")
    #expect(missing.code == 2 && missing.err.contains("cannot be read"))
    #expect(try tool.run("show", "--format", "access-json").code == 2)
  }

  @Test func whatCannotBeCompiledIsTheReason() throws {
    var policy = Example.freight.policy
    policy.tables[1].rules.masks.append(MaskRule("weight_kg", with: .keepLast(1)))
    let tool = try Self.folder(policy)
    defer { tool.remove() }
    let shown = try tool.run("show")
    #expect(shown.code == 0, "\(shown.err)")
    #expect(shown.out.contains("Ways in, on postgresql 18.6: none can be made\n\n") && shown.out.contains("AZ206"))
    let json = try JSONValue(parsing: tool.run("show", "--format", "access-json").out)
    guard case .array(let refusals)? = json["refusals"] else {
      Issue.record("no refusals")
      return
    }
    #expect(refusals.map { $0["id"] } == [.string("AZ206")])
  }

  @Test func aPolicyThatDoesNotFitIsRefusedWithItsLine() throws {
    var policy = Example.freight.policy
    policy.tables[1].rules.hides[0].columns = ["margn"]
    let tool = try Self.folder(policy)
    defer { tool.remove() }
    let shown = try tool.run("show")
    #expect(shown.code == 2 && shown.out.isEmpty)
    #expect(shown.err.contains("AZ102") && shown.err.contains("did you mean \"margin\"?"), "\(shown.err)")
  }
}
