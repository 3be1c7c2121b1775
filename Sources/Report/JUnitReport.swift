import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// JUnit XML: a suite for each table, a test for each of its relations and callers, one for its objects and one for what
  /// could not be asked. Refuted is a failure, altered and stale are errors, unproven and accepted are skipped.
  package var junit: String {
    let suites =
      verdicts.map { suite($0.table, named: "\($0.table)") } + [suite(nil, named: "the database")]
    let all = suites.flatMap(\.tests)
    var xml = XMLText()
    xml.element("testsuites", Self.counts(all, named: "bailiwick verify")) { xml in
      for suite in suites {
        xml.element("testsuite", Self.counts(suite.tests, named: suite.name)) { xml in
          for test in suite.tests { test.write(in: suite.name, to: &xml) }
        }
      }
    }
    return xml.text
  }

  private static func counts(_ tests: [JUnitTest], named name: String) -> KeyValuePairs<String, String> {
    [
      "name": name, "tests": "\(tests.count)", "failures": "\(tests.count { $0.outcome == .failure })",
      "errors": "\(tests.count { $0.outcome == .error })", "skipped": "\(tests.count { $0.outcome == .skipped })",
    ]
  }

  /// - Parameter table: nil for what is of no table: the database, and relations that the policy does not know.
  private func suite(_ table: QualifiedName?, named name: String) -> (name: String, tests: [JUnitTest]) {
    let known = Set(policy.tables.map(\.name)).union(views.values)
    let relations = [table, table.flatMap { views[$0] }].compactMap(\.self)
    let mine = findings.filter { finding in
      guard let relation = finding.relation, known.contains(relation) else { return table == nil }
      return relations.contains(relation)
    }
    let asked = report.counts.filter { relations.contains($0.relation) }.map { Asker($0.relation, $0.caller) }
    let found = mine.compactMap { finding in finding.shown.map { Asker(finding.relation, $0.caller) } }
    let cells = Set(asked + found).sorted().map { asker in
      JUnitTest(
        name: asker.name,
        findings: mine.filter { finding in
          finding.shown.map { Asker(finding.relation, $0.caller) == asker } ?? false
        })
    }
    let rest = mine.filter { $0.shown == nil }
    func about(_ kinds: FindingKind...) -> [Finding] { rest.filter { kinds.contains($0.kind) } }
    var tests = cells + [JUnitTest(name: "objects are as planned", findings: about(.altered))]
    tests.append(JUnitTest(name: "everything was asked", findings: about(.unproven)))
    if table == nil {
      tests.append(JUnitTest(name: "claims hold", findings: about(.refuted)))
      tests.append(JUnitTest(name: "what was accepted is current", findings: about(.stale)))
    }
    return (name, tests)
  }
}

/// A relation and who asked it.
private struct Asker: Hashable, Comparable {
  var relation: String
  var caller: String
  init(_ relation: QualifiedName?, _ caller: String) {
    (self.relation, self.caller) = (relation.map { "\($0)" } ?? "", caller)
  }
  var name: String { "\(relation) as \(caller)" }
  static func < (left: Asker, right: Asker) -> Bool {
    (left.relation, left.caller) < (right.relation, right.caller)
  }
}

/// A test with what was found in it.
private struct JUnitTest {
  enum Outcome { case passed, failure, error, skipped }
  var name: String
  var findings: [Finding]

  /// The worst finding that nobody accepted decides.
  var outcome: Outcome {
    let open = findings.filter { $0.acceptance == nil }.map(\.kind)
    if open.contains(.refuted) { return .failure }
    if open.contains(.altered) || open.contains(.stale) { return .error }
    return findings.isEmpty ? .passed : .skipped
  }

  func write(in suite: String, to xml: inout XMLText) {
    let attributes: KeyValuePairs = ["name": name, "classname": suite]
    guard outcome != .passed else { return xml.element("testcase", attributes) }
    let first = findings.first { $0.acceptance == nil } ?? findings[0]
    let message = findings.count == 1 ? first.sentence : "\(first.sentence) (and \(findings.count - 1) more)"
    let body = findings.map(\.paragraph).joined(separator: "\n")
    xml.element("testcase", attributes) { xml in
      switch outcome {
      case .passed: break
      case .failure: xml.element("failure", ["message": message, "type": first.rule.id], text: body)
      case .error: xml.element("error", ["message": message, "type": first.rule.id], text: body)
      case .skipped: xml.element("skipped", ["message": message])
      }
    }
  }
}

extension Finding {
  fileprivate var paragraph: String {
    var lines = ["\(word) \(sentence)  \(rule.id) \(fingerprint)"]
    if let shown { lines.append("  \(shown.statement.visible)") }
    lines.append("  \(rule.fix)")
    return lines.joined(separator: "\n")
  }
}
