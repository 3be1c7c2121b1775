import Foundation
import Testing
import Verification

/// What `docs/corpora.md` names is there: a probe, a file or an id that goes takes its line along.
@Suite struct CorporaTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// One case: its id, and what asks it.
  struct Case: Sendable, CustomTestStringConvertible {
    let id: String
    let asked: String
    var testDescription: String { id }
    /// `probe:truncate` as its kind and its name.
    var names: [(kind: String, name: String)] {
      asked.matches(of: /`(\w+):([\w.-]+)`/).map { (String($0.1), String($0.2)) }
    }
  }

  static func cases() throws -> [Case] {
    let text = try String(contentsOf: root.appending(path: "docs/corpora.md"), encoding: .utf8)
    return text.matches(of: /(?m)^\| ((?:PG|CR|WAY)\d+|CVE-\d+-\d+) \| .+ \| (.+) \|$/).map {
      Case(id: String($0.1), asked: String($0.2))
    }
  }

  @Test func noCaseIsLeftOut() throws {
    let ids = try Self.cases().map(\.id)
    #expect(Set(ids).count == ids.count)
    for (kind, count) in [("PG", 85), ("CR", 49), ("WAY", 10)] {
      let numbers = ids.filter { $0.hasPrefix(kind) }.map { $0.dropFirst(kind.count) }
      #expect(numbers.compactMap { Int($0) } == Array(1...count), "\(kind)")
    }
    #expect(ids.count { $0.hasPrefix("CVE-") } == 27)
    let text = try String(contentsOf: Self.root.appending(path: "docs/corpora.md"), encoding: .utf8)
    #expect(text.matches(of: /(?m)^\| (?!id )/).count == ids.count, "a line has another form")
  }

  @Test func everyCaseIsAskedOrSaysWhyNot() throws {
    for item in try Self.cases() where item.names.isEmpty {
      #expect(item.asked.contains("*plan*") || item.asked.contains(/\*\*not ours\*\*: \w+/), "\(item.id)")
    }
  }

  @Test func whatIsNamedIsThere() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.root.appending(path: "Tests").path)
    let tests = Set(files.filter { $0.hasSuffix(".swift") }.map { URL(filePath: $0).lastPathComponent })
    let probes = Set(Probe.all.map(\.id))
    let findings = try Self.findings()
    for item in try Self.cases() {
      for (kind, name) in item.names {
        let known =
          switch kind {
          case "probe": probes.contains(name)
          case "cell":
            FileManager.default.fileExists(
              atPath: Self.root.appending(path: "Sources/Verification/Cells/\(name).swift").path)
          case "theme": files.contains("AttackTests/Themes/\(name).swift")
          case "test": tests.contains("\(name).swift")
          case "finding": findings.contains(name)
          default: false
          }
        #expect(known, "\(item.id): \(kind):\(name)")
      }
    }
  }

  /// The ids that sources give to findings.
  private static func findings() throws -> Set<String> {
    let sources = root.appending(path: "Sources")
    return try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
      .reduce(into: []) { found, file in
        let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
        found.formUnion(text.matches(of: /"(AZ\d{3})"/).map { String($0.1) })
      }
  }
}
