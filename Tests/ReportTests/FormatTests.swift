import CanonicalJSON
import Foundation
import FoundationXML
import PolicyModel
import SchemaModel
import Testing

@testable import Report
@testable import Verification

/// Every format says the same, and no name or value of a database is markup in any of them.
@Suite struct FormatTests {
  @Test func textIsOneLineAFact() throws {
    let text = try SampleProof.proof(SampleProof.attacked()).text()
    for scalar in text.unicodeScalars where scalar != "\n" { #expect(scalar.value >= 0x20 && scalar.value != 0x7f) }
    #expect(!text.contains("\nUNPROVEN forged") && text.contains("\\u{1b}[31mred\\u{0}"))
  }

  @Test func jsonKeepsItsMembers() throws {
    let json = try SampleProof.proof(SampleProof.attacked()).json
    #expect(try JSONValue(parsing: json.canonicalText) == json)
    guard case .object(let members) = json else { return #expect(Bool(false)) }
    let kept = [
      "format", "version", "engine", "migrationsFor", "catalog", "cells", "allowed", "callers", "limits", "tables",
      "disagreements", "unbound", "liveReads", "structure", "unproven", "channels", "witnesses",
      "clauses",
    ]
    #expect(Set(members.keys).isSuperset(of: kept))
  }

  /// A clause that was seen to answer one way only says what nobody asked about.
  @Test func clausesSayWhatIsMissing() throws {
    let proof = try SampleProof.proof(SampleProof.mixed())
    #expect(proof.text().contains("1 of 2 clauses answered both ways."))
    let clauses = array(proof.json["clauses"])
    #expect(clauses.map { $0["exercised"] } == [.bool(true), .bool(false)])
    #expect(clauses.map { array($0["missing"]).compactMap(string) } == [[], ["no row that it refuses"]])
  }

  // MARK: SARIF

  /// The members that the schema of SARIF 2.1.0 requires (sections 3.13, 3.14, 3.18, 3.19, 3.27 and 3.49), and those without
  /// which GitHub shows nothing.
  @Test(arguments: [true, false]) func sarifHasWhatItsSchemaRequires(_ hostile: Bool) throws {
    let report = hostile ? try SampleProof.attacked() : try SampleProof.mixed()
    let sarif = try SampleProof.proof(report).sarif
    #expect(sarif["version"] == .string("2.1.0"))
    let run = try #require(array(sarif["runs"]).first)
    let driver = try #require(run["tool"]?["driver"])
    #expect(string(driver["name"]) == "bailiwick")
    let rules = array(driver["rules"])
    for rule in rules {
      for part in ["shortDescription", "fullDescription", "help"] {
        #expect(string(rule[part]?["text"])?.isEmpty == false, "\(rule)")
      }
    }
    let results = array(run["results"])
    #expect(!results.isEmpty)
    for result in results {
      guard case .integer(let index)? = result["ruleIndex"] else { return #expect(Bool(false), "no rule") }
      #expect(string(rules[Int(index)]["id"]) == string(result["ruleId"]))
      #expect(["error", "warning", "note", "none"].contains(string(result["level"])))
      #expect(string(result["message"]?["text"]) != nil)
      #expect(string(result["partialFingerprints"]?["bailiwick/v1"]) != nil)
      let place = try #require(array(result["locations"]).first?["physicalLocation"])
      let uri = try #require(string(place["artifactLocation"]?["uri"]))
      #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && !uri.hasPrefix("/") && !uri.contains("\""))
      guard case .integer(let line)? = place["region"]?["startLine"] else { return #expect(Bool(false), "no line") }
      #expect(line >= 1)
    }
    if !hostile {
      let floor = try #require(results.first { string($0["ruleId"]) == "AZ711" })
      let place = array(floor["locations"])[0]["physicalLocation"]
      #expect(string(place?["artifactLocation"]?["uri"]) == "policies/Policy.swift")
      #expect(place?["region"]?["startLine"] == .integer(31))
    }
  }

  @Test func sarifStaysUnderGitHubsLimits() throws {
    var report = try SampleProof.clean()
    report.unproven = (0..<6_000).map {
      Unproven(table: SampleProof.notes, reason: "\($0) " + String(repeating: "x", count: 3_000))
    }
    let sarif = try SampleProof.proof(report).sarif
    let run = try #require(array(sarif["runs"]).first)
    let shown = array(run["results"]).count
    #expect(shown > 500 && shown <= 5_000 && sarif.canonicalText.utf8.count <= 10_000_000)
    let note = array(array(run["invocations"]).first?["toolExecutionNotifications"]).first
    #expect(string(note?["message"]?["text"])?.contains("\(6_000 - shown) of 6000 findings are left out") == true)
  }

  // MARK: JUnit

  @Test func junitCountsWhatFails() throws {
    let found = try parsed(SampleProof.proof(SampleProof.mixed()).junit)
    #expect(found.failures == 2 && found.errors == 2 && found.skipped == 1, "\(found)")
    #expect(found.root?["failures"] == "2" && found.root?["errors"] == "2" && found.root?["skipped"] == "1")
    #expect(found.root?["tests"] == "\(found.tests)")
  }

  @Test func junitIsXMLWhateverTheNames() throws {
    let found = try parsed(SampleProof.proof(SampleProof.attacked()).junit)
    // Relations that are no tables of the policy's stand with the database, each with its failure.
    #expect(found.failures == SampleProof.hostile.count && found.errors == 1, "\(found)")
    #expect(found.names.contains { $0.contains("]]><failure/>") })
  }

  private func parsed(_ text: String) throws -> JUnitCounter {
    let parser = XMLParser(data: Data(text.utf8))
    let counter = JUnitCounter()
    parser.delegate = counter
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return counter
  }

  // MARK: Markdown

  @Test func markdownLeavesNothingToTheValues() throws {
    let text = try SampleProof.proof(SampleProof.attacked()).markdown
    #expect(!text.contains("\n# heading") && !text.contains("\n| a |"))
    // A cell of a table ends at a pipe: none stands there without a backslash but those between cells.
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| |") })
    #expect(row.replacing("\\|", with: "").filter { $0 == "|" }.count == SampleProof.hostile.count + 2)
  }

  @Test(arguments: [("", "` `"), ("a", "` a `"), ("`", "`` ` ``"), ("a``b", "``` a``b ```"), ("a|b", "` a\\|b `")])
  func codeIsFenced(_ what: (String, String)) {
    #expect(MarkdownText.code(what.0, inTable: true) == what.1)
  }

  @Test func markdownStaysUnderItsLimit() throws {
    var report = try SampleProof.clean()
    report.unproven = (0..<500).map { Unproven(reason: "\($0) " + String(repeating: "é", count: 900)) }
    let text = try SampleProof.proof(report).markdown
    #expect(text.utf8.count < 60_000 && text.contains("This report is cut at 60 KB"))
    #expect(try !SampleProof.proof(SampleProof.mixed()).markdown.contains("This report is cut"))
  }

  private func array(_ value: JSONValue?) -> [JSONValue] { if case .array(let items)? = value { items } else { [] } }
  private func string(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }
}

/// Counts the elements of a JUnit file.
final class JUnitCounter: NSObject, XMLParserDelegate {
  var tests = 0, failures = 0, errors = 0, skipped = 0
  var names: [String] = []
  var root: [String: String]?
  override var description: String { "\(tests) tests, \(failures) failures, \(errors) errors, \(skipped) skipped" }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch name {
    case "testsuites": root = attributes
    case "testcase":
      tests += 1
      names.append(attributes["name"] ?? "")
    case "failure": failures += 1
    case "error": errors += 1
    case "skipped": skipped += 1
    default: break
    }
  }
}
