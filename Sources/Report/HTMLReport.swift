import Diagnostics
import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// One page that stands alone: no script, no request, readable without its style sheet and on paper.
  package var html: String {
    let kinds =
      FindingKind.allCases.filter { !open($0).isEmpty }.map(\.rawValue) + (accepted.isEmpty ? [] : ["accepted"])
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Bailiwick: \(escape(policy.name)), score \(score)</title>
      <style>\(HTMLStyle.sheet(kinds: kinds))</style>
      </head>
      <body>
      <header>
      <h1>\(escape(policy.name)) <span class="score">\(score)</span></h1>
      <p class="summary">\(escape(summary)), against \(escape(held)).</p>
      <p>\(escape(servers)) · \(live ? "live schema, copied to a sandbox" : "migrations, in a sandbox") · catalog \(report.catalogHash.prefix(12)) · \(escape(asked))</p>
      \(limits.map { "<p class=\"limit\">\(escape($0)).</p>" }.joined(separator: "\n"))
      </header>
      <main>
      <h2 id="findings">Findings</h2>
      \(findingList(kinds))
      <h2 id="matrix">What succeeded</h2>
      <p>S select, I insert, U update, D delete; . nothing. A marked cell has a finding.</p>
      \(matrixTable)
      \(clauseList)
      <h2 id="channels">Channels that no policy closes</h2>
      <ul>
      \(report.channels.map { "<li><b>\(escape($0.name))</b>: \(escape($0.tells))\($0.reason.map { "; accepted: \(escape($0))" } ?? "")</li>" }.joined(separator: "\n"))
      </ul>
      </main>
      </body>
      </html>

      """
  }

  private func findingList(_ kinds: [String]) -> String {
    guard !findings.isEmpty else { return "<p class=\"none\">None: every cell agrees, every object is as planned.</p>" }
    let choices = (["all"] + kinds).map { kind in
      "<label><input type=\"radio\" name=\"show\" id=\"show-\(kind)\"\(kind == "all" ? " checked" : "")> \(kind)</label>"
    }
    return "<form class=\"filter\">\(choices.joined(separator: " "))</form>\n"
      + findings.map(article).joined(separator: "\n")
  }

  private func article(_ finding: Finding) -> String {
    let kind = finding.acceptance == nil ? finding.kind.rawValue : "accepted"
    var facts: [(String, String)] = []
    if let shown = finding.shown {
      facts += [
        ("row", escape(shown.row)), ("the policy says", escape(shown.expected)),
        ("the database", escape(shown.observed)),
        ("statement", "<pre>\(escape(shown.statement, lines: true))</pre>"),
      ]
      if !shown.columns.isEmpty { facts.append(("columns", escape(shown.columns.joined(separator: ", ")))) }
      if !shown.rows.isEmpty {
        facts.append(
          ("rows it takes", "<pre>\(escape(shown.rows.map { "\($0);" }.joined(separator: "\n"), lines: true))</pre>"))
      }
    }
    if let script = finding.script { facts.append(("witness", "<code>\(escape(script))</code>")) }
    if finding.location.line > 0 { facts.append(("clause", "<code>\(escape(finding.location.description))</code>")) }
    facts += [("why", escape(finding.rule.why)), ("mend it", escape(finding.rule.fix))]
    let filed = [finding.rule.cwe.map { "CWE-\($0)" }, finding.rule.owasp].compactMap(\.self)
    if !filed.isEmpty { facts.append(("filed under", escape(filed.joined(separator: " · ")))) }
    if !finding.callers.isEmpty {
      facts.append(("callers", finding.callers.map(\.rawValue).joined(separator: ", ")))
    }
    if let accepted = finding.acceptance {
      facts.append(("accepted", escape("by \(accepted.owner) until \(accepted.expires): \(accepted.reason)")))
    }
    let cells = finding.shown.map { " · \($0.cells) cell\($0.cells == 1 ? "" : "s")" } ?? ""
    let title = finding.kind == .unproven ? finding.sentence : finding.summary
    return """
      <article class="finding \(kind)">
      <details\(finding.kind == .refuted ? " open" : "")>
      <summary><b>\(finding.word)</b> \(escape(title))\(cells) <small>\(finding.rule.id) \(escape(finding.fingerprint))</small></summary>
      <dl>
      \(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined(separator: "\n"))
      </dl>
      </details>
      </article>
      """
  }

  private var matrixTable: String {
    let matrix = AccessMatrix(self)
    let marked = Set(
      findings.compactMap { finding in finding.shown.map { [finding.relation.map { "\($0)" } ?? "", $0.caller] } })
    let verdicts = Dictionary(self.verdicts.map { ($0.table, $0.verdict.rawValue) }) { first, _ in first }
    let tables = Dictionary(views.map { ($0.value, $0.key) }) { first, _ in first }
    let head = matrix.callers.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
    let rows = matrix.relations.map { relation in
      let cells = matrix.callers.map { caller in
        let bad = marked.contains(["\(relation)", caller]) ? " class=\"bad\"" : ""
        return "<td\(bad) title=\"\(matrix.cells(relation, caller)) cells\">\(matrix.letters(relation, caller))</td>"
      }
      let verdict = verdicts[tables[relation] ?? relation] ?? ""
      return
        "<tr><th scope=\"row\">\(escape("\(relation)"))</th><td class=\"verdict \(verdict)\">\(verdict)</td>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll"><table>
      <thead><tr><th scope="col">relation</th><th scope="col">verdict</th>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  /// A value as text of HTML; XML's entities are HTML's too.
  func escape(_ text: String, lines: Bool = false) -> String {
    XMLText.escaped(lines ? text.visibleLines : text.visible)
  }
}
