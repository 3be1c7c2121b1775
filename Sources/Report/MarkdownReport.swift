import Diagnostics
import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// Markdown under 60 KB, for a comment on a pull request.
  package var markdown: String {
    typealias Text = MarkdownText
    var text = Text()
    text.add("## Bailiwick: score \(score)\n\n\(summary), against \(held).\n\n")
    text.add("\(Text.code(servers)) · catalog \(Text.code(String(report.catalogHash.prefix(12)))) · \(asked)\n\n")
    for limit in limits { text.add("- \(Text.code(limit))\n") }
    let titles: [FindingKind: String] = [
      .refuted: "Refuted", .altered: "Not as planned", .unproven: "Unproven", .stale: "Accepted no longer",
    ]
    for kind in FindingKind.allCases {
      let found = open(kind)
      guard !found.isEmpty, let title = titles[kind] else { continue }
      text.add("\n### \(title) (\(found.count))\n\n")
      for finding in found { text.add(block(finding)) }
    }
    if !accepted.isEmpty {
      text.add("\n### Accepted (\(accepted.count))\n\n")
      for finding in accepted { text.add(block(finding)) }
    }
    addTables(to: &text)
    text.add("\n\(Text.code(channels))\n")
    return text.finished
  }

  private func block(_ finding: Finding) -> String {
    typealias Text = MarkdownText
    var lines = [
      "- **\(finding.word)** \(Text.code(finding.sentence)) \(finding.rule.id) `\(finding.fingerprint.visible)`"
    ]
    if finding.location.line > 0 { lines.append("  \(Text.code(finding.location.fileAndLine))") }
    if let shown = finding.shown { lines.append("  \(Text.code(shown.statement))") }
    if let accepted = finding.acceptance {
      lines.append(
        "  accepted by \(Text.code(accepted.owner)) until \(accepted.expires): \(Text.code(accepted.reason))")
    } else {
      lines.append("  \(finding.rule.fix)")
    }
    return lines.joined(separator: "  \n") + "\n"
  }

  private func addTables(to text: inout MarkdownText) {
    typealias Text = MarkdownText
    text.add("\n### Tables\n\n| table | verdict | cells |\n|---|---|--:|\n")
    for (table, verdict) in verdicts {
      text.add("| \(Text.code("\(table)", inTable: true)) | \(verdict.rawValue) | \(cells(of: table)) |\n")
    }
    let matrix = AccessMatrix(self)
    guard !matrix.callers.isEmpty else { return }
    text.add(
      "\n### What succeeded\n\nS select, I insert, U update, D delete; . nothing.\n\n| |"
        + matrix.callers.map { " \(Text.code($0, inTable: true)) |" }.joined() + "\n|---|"
        + matrix.callers.map { _ in "---|" }.joined() + "\n")
    for relation in matrix.relations {
      text.add(
        "| \(Text.code("\(relation)", inTable: true)) |"
          + matrix.callers.map { " `\(matrix.letters(relation, $0))` |" }.joined() + "\n")
    }
  }
}
