import Diagnostics
import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// For people: refuted first, then what is not as planned, then unproven, then who sees what, then what was proven.
  ///
  /// - Parameter duration: How long it took, in words; nil leaves it out.
  package func text(duration: String? = nil) -> String {
    var lines = [
      ([
        servers, live ? "live schema, copied to a sandbox" : "migrations, in a sandbox", "2 tenants",
        "\(Set(report.counts.map(\.caller)).count) logins", "\(policy.tables.count) tables",
        "catalog \(report.catalogHash.prefix(12))", "\(report.cells) cells",
      ] + (duration.map { [$0] } ?? [])).joined(separator: " · "), "",
    ]
    for kind in FindingKind.allCases {
      let found = findings.filter { $0.kind == kind }
      if !found.isEmpty { lines += found.flatMap(\.lines) + [""] }
    }
    lines += matrix + ["\(summary), against \(held)"] + limits
    lines += ["\(asked) Score \(score).", channels]
    return lines.map(\.visible).joined(separator: "\n") + "\n"
  }

  private var matrix: [String] {
    let matrix = AccessMatrix(self)
    let width = (matrix.relations.map { "\($0)".count }.max() ?? 0) + 2
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let heads = matrix.callers.indices.map { padded("\($0 + 1)", 6) }.joined()
    return ["What succeeded (S select, I insert, U update, D delete; . nothing):", ""]
      + matrix.callers.enumerated().map { "  \($0 + 1). \($1)" } + [
        "", String(repeating: " ", count: width + 2) + heads,
      ]
      + matrix.relations.map { relation in
        "  " + padded("\(relation)", width)
          + matrix.callers.map { padded(matrix.letters(relation, $0), 6) }.joined()
      } + [""]
  }
}

extension Finding {
  /// What it is, two lines more where a statement shows it, and by what it is filed and known again.
  fileprivate var lines: [String] {
    let place = location.line > 0 ? "  (\(location.fileAndLine))" : ""
    let head = word + String(repeating: " ", count: max(1, 9 - word.count))
    let about = kind == .unproven ? relation.map { "\($0): " } ?? "" : ""
    let count = shown.map { "  \($0.cells) cell\($0.cells == 1 ? "" : "s")" } ?? ""
    let columns = shown.map { $0.columns.isEmpty ? "" : "  column \($0.columns.joined(separator: ", "))" } ?? ""
    var lines = ["\(head)\(about)\(summary)\(count)\(columns)\(place)"]
    if let shown {
      lines.append("   \(shown.row): the policy says \(shown.expected); the database: \(shown.observed)")
      lines.append("   \(shown.statement)")
    }
    let filed = [rule.id, rule.cwe.map { "CWE-\($0)" }, rule.owasp, fingerprint].compactMap(\.self)
    lines.append("   \(filed.joined(separator: " · "))")
    if let script { lines.append("   witness: \(script)") }
    if let acceptance {
      lines.append("   accepted by \(acceptance.owner) until \(acceptance.expires): \(acceptance.reason)")
    }
    return lines
  }
}
