package import CanonicalJSON
import Diagnostics
import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// How much GitHub takes of one file (documentation of code scanning, "SARIF support"): it shows 5,000 results, and reads
  /// 10 MB of gzip, which 10 MB of text never exceed.
  static let shownBySARIF = (results: 5_000, bytes: 10_000_000)

  /// SARIF 2.1.0, for code scanning: each finding stands at its clause of the policy.
  package var sarif: JSONValue {
    var kept = Array(findings.prefix(Self.shownBySARIF.results))
    var results = kept.map(result)
    var size = results.map(\.compactText.utf8.count)
    // Indentation at most doubles what a result takes.
    while size.reduce(0, +) * 2 > Self.shownBySARIF.bytes - 100_000, !kept.isEmpty {
      let half = kept.count / 2
      (kept, results, size) = (Array(kept.prefix(half)), Array(results.prefix(half)), Array(size.prefix(half)))
    }
    let left = findings.count - kept.count
    let notes: [JSONValue] =
      left == 0
      ? []
      : [
        .object([
          "level": .string("warning"),
          "message": message("\(left) of \(findings.count) findings are left out; --format json has them all."),
        ])
      ]
    return .object([
      "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"), "version": .string("2.1.0"),
      "runs": .array([
        .object([
          "tool": .object([
            "driver": .object([
              "name": .string("bailiwick"), "rules": .array(FindingRule.all.map(\.sarif)),
            ])
          ]),
          "automationDetails": .object(["id": .string("bailiwick-verify/\(engine.product.rawValue)/")]),
          "columnKind": .string("unicodeCodePoints"),
          "invocations": .array([
            .object(["executionSuccessful": .bool(true), "toolExecutionNotifications": .array(notes)])
          ]),
          "results": .array(results),
          "properties": .object(["score": .integer(Int64(score)), "summary": .string(summary.visible)]),
        ])
      ]),
    ])
  }

  private func result(_ finding: Finding) -> JSONValue {
    .object(compacting: [
      "ruleId": .string(finding.rule.id),
      "ruleIndex": FindingRule.all.firstIndex(of: finding.rule).map { .integer(Int64($0)) },
      "level": .string(finding.rule.severity.rawValue), "message": message(finding.sentence),
      "locations": .array([
        .object([
          "physicalLocation": .object([
            "artifactLocation": .object(["uri": .string(uri(of: finding.location))]),
            "region": .object([
              "startLine": .integer(Int64(max(1, finding.location.line))),
              "startColumn": .integer(Int64(max(1, finding.location.column))),
            ]),
          ])
        ])
      ]),
      "partialFingerprints": .object(["bailiwick/v1": .string(finding.fingerprint)]),
      "suppressions": finding.acceptance.map { acceptance in
        .array([
          .object([
            "kind": .string("external"), "status": .string("accepted"),
            "justification": .string("\(acceptance.owner), until \(acceptance.expires): \(acceptance.reason)".visible),
          ])
        ])
      },
      "properties": .object(compacting: [
        "kind": .string(finding.kind.rawValue), "callers": .array(finding.callers.map { .string($0.rawValue) }),
        "relation": finding.relation.map { .string("\($0)".visible) },
        "statement": finding.shown.map { .string($0.statement.clipped(to: 4_000)) },
        "witness": finding.script.map { .string($0) },
      ]),
    ])
  }
}

/// A message of SARIF's: plain text, in which brackets make links (section 3.11.6) and braces are placeholders (3.11.5).
private func message(_ text: String) -> JSONValue {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "[", "]", "\\": "\\\(scalar)"
    case "{", "}": "\(scalar)\(scalar)"
    default: String(scalar)
    }
  }.joined()
  return .object(["text": .string(escaped)])
}

extension FindingRule {
  fileprivate var sarif: JSONValue {
    let tags = ["security", kind.rawValue] + (cwe.map { ["external/cwe/cwe-\($0)"] } ?? [])
    let help = "\(why) \(fix)" + (owasp.map { " OWASP \($0)." } ?? "")
    return .object([
      "id": .string(id), "name": .string(name), "shortDescription": .object(["text": .string(why)]),
      "fullDescription": .object(["text": .string(why)]),
      "help": .object(["text": .string(help), "markdown": .string(help)]),
      "defaultConfiguration": .object(["level": .string(severity.rawValue)]),
      "properties": .object(compacting: [
        "tags": .array(tags.map { .string($0) }), "precision": .string("very-high"),
        "security-severity": weight.map { .string($0) },
      ]),
    ])
  }
}

extension Finding {
  /// Everything in one line.
  var sentence: String {
    let about = kind == .unproven ? relation.map { "\($0): " } ?? "" : ""
    guard let shown else { return (about + summary).visible }
    let columns = shown.columns.isEmpty ? "" : " column \(shown.columns.joined(separator: ", "));"
    return
      "\(summary.replacing("  ", with: " ")):\(columns) \(shown.row): the policy says \(shown.expected); the database: \(shown.observed)"
      .visible.clipped(to: 2_000)
  }
}
